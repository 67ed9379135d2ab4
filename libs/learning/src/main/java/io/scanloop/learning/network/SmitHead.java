package io.scanloop.learning.network;

import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import org.jspecify.annotations.Nullable;

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
        return logits(scope, x, null);
    }

    /**
     * Projects; prototypes may be held still, as DINO does at the start of a training.
     *
     * @param learning scalar by which the gradient of the prototypes is multiplied, 0 or 1; null: 1
     */
    Tensor logits(Parameters scope, Tensor x, @Nullable Tensor learning) {
        Parameters mlp = scope.in("mlp");
        Tensor y = Linear.NARROW.map(mlp, "0", x, hidden).gelu();
        y = Linear.NARROW.map(mlp, "2", y, hidden).gelu();
        y = Linear.NARROW.map(mlp, "4", y, bottleneck).normalize(-1);
        Parameters last = scope.in("last_layer");
        Tensor gain = last.frozen("weight_g", Initializer.ones(), prototypes, 1);
        Tensor direction = last.get("weight_v", Initializer.truncatedNormal(0.02), prototypes, bottleneck);
        if (learning != null) {
            direction = direction
                    .times(learning)
                    .plus(direction.detach().times(learning.negate().plus(1)));
        }
        return y.linear(direction.normalize(1).times(gain), null);
    }
}
