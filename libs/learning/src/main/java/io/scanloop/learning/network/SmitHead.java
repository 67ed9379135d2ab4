package io.scanloop.learning.network;

import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;

/**
 * A projection head of SMIT, after DINO (Caron et al. 2021): three linear maps with GELU between them, the vector at length
 * 1, then a map to prototypes whose rows have length 1 (weight norm with the gain fixed to 1).
 *
 * @param hidden width of the first two maps; 2048
 * @param bottleneck width of the third; 256
 * @param prototypes K; 8192
 */
public record SmitHead(int hidden, int bottleneck, int prototypes) {

    /**
     * Projects.
     *
     * @param x (..., D)
     * @return logits (..., K)
     */
    public Tensor logits(Parameters scope, Tensor x) {
        Parameters mlp = scope.in("mlp");
        Tensor y = Linear.NARROW.map(mlp, "0", x, hidden).gelu();
        y = Linear.NARROW.map(mlp, "2", y, hidden).gelu();
        y = Linear.NARROW.map(mlp, "4", y, bottleneck).normalize(-1);
        Parameters last = scope.in("last_layer");
        Tensor gain = last.frozen("weight_g", Initializer.ones(), prototypes, 1);
        Tensor direction = last.get("weight_v", Initializer.truncatedNormal(0.02), prototypes, bottleneck);
        return y.linear(direction.normalize(1).times(gain), null);
    }
}
