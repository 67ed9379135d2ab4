package io.scanloop.learning.network;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Turns blocks of voxels into tokens by one convolution whose weights adapt to the modality: AMAE's dynamic convolution
 * tokenizer. The paper says that a modality's vector, mapped linearly, updates weights and bias; the rule is missing from
 * the text and rebuilt from ModDrop++, which it builds on:
 *
 * <pre>
 *   [a_i ; b_i] = U v_i + u0       v_i one-hot, so a_i, b_i are a column of U plus u0
 *   W_i = (1 + a_i) W              a_i scales each of the D filters
 *   c_i = (1 + b_i) c              or, with {@link BiasRule#ADD}, c + b_i
 *   T_i = conv(X_i; W_i, c_i), kernel = stride = edge
 * </pre>
 *
 * <p>U and u0 begin at 0 (ours): at first all modalities share one tokenizer. Computed as one convolution with W whose
 * channels are then scaled, which is the same.
 *
 * @param edge P of a token in voxels
 * @param width D of a token
 * @param biasRule how b_i updates the bias
 */
public record DynamicTokenizer(int edge, int width, BiasRule biasRule) {
    /** How the bias of a modality comes from the one that all share. */
    public enum BiasRule {
        /** (1 + b_i) c, as ModDrop++. */
        MULTIPLY,
        /** c + b_i. */
        ADD
    }

    /**
     * Tokenizes all modalities.
     *
     * @param images (B, M, X, Y, Z), X, Y, Z multiples of the edge
     * @return (B, M, N, D), N = X Y Z / P^3 tokens in C order
     */
    public Tensor tokens(Parameters scope, Tensor images) {
        long batch = images.size(0);
        long modalities = images.size(1);
        Tensor weight = scope.get("weight", flattenedXavier(), width, 1, edge, edge, edge);
        Tensor bias = scope.get("bias", Initializer.zeros(), width);
        Parameters controller = scope.in("controller");
        Tensor update = controller
                .get("weight", Initializer.zeros(), 2L * width, modalities)
                .transpose(0, 1)
                .plus(controller.get("bias", Initializer.zeros(), 2L * width))
                .unsqueeze(1); // (M, 1, 2D)
        Tensor scale = update.slice(-1, 0, width).plus(1);
        Tensor own = update.slice(-1, width, 2L * width);
        Tensor shift = switch (biasRule) {
            case MULTIPLY -> own.plus(1).times(bias);
            case ADD -> own.plus(bias);
        };
        return images.reshape(batch * modalities, 1, images.size(2), images.size(3), images.size(4))
                .conv3d(weight, null, edge, 0, 1)
                .reshape(batch, modalities, width, tokensOf(images))
                .transpose(2, 3)
                .times(scale)
                .plus(shift);
    }

    /**
     * How far the tokenizers of modalities have gone from each other, to be logged: the lengths of {@code a_i} and {@code
     * b_i}, and the cosine between the weights {@code W_i} of every two modalities, 1 at the start.
     *
     * @param parameters of the graph in which tokens were made
     * @param prefix of the tokenizer's
     * @param modalities their names, in order
     * @return {@code tokenizer/scale/<i>}, {@code tokenizer/shift/<i>}, {@code tokenizer/cosine/<i>-<j>}: scalars without gradients
     */
    public static Map<String, Tensor> figures(
            Map<String, Graph.Parameter> parameters, String prefix, List<String> modalities) {
        Tensor weight = detached(parameters, prefix + "weight");
        return weight.graph().precisely(() -> figures(weight, parameters, prefix, modalities));
    }

    private static Map<String, Tensor> figures(
            Tensor weight, Map<String, Graph.Parameter> parameters, String prefix, List<String> modalities) {
        long width = weight.size(0);
        Tensor filters = weight.reshape(width, -1).square().sum(1);
        Tensor update = detached(parameters, prefix + "controller.weight")
                .transpose(0, 1)
                .plus(detached(parameters, prefix + "controller.bias"));
        Tensor scale = update.slice(1, 0, width); // (M, D)
        Tensor shift = update.slice(1, width, 2 * width);
        // |W_i|^2 and W_i . W_j: filters of length |w_f|, multiplied by 1 + a_i,f
        Tensor multiplied = scale.plus(1);
        Tensor products = multiplied.times(filters).matmul(multiplied.transpose(0, 1));
        var figures = new HashMap<String, Tensor>();
        for (int i = 0; i < modalities.size(); i++) {
            figures.put("tokenizer/scale/" + modalities.get(i), length(scale, i));
            figures.put("tokenizer/shift/" + modalities.get(i), length(shift, i));
            for (int j = 0; j < i; j++) {
                figures.put(
                        "tokenizer/cosine/%s-%s".formatted(modalities.get(j), modalities.get(i)),
                        at(products, j, i)
                                .over(at(products, i, i)
                                        .times(at(products, j, j))
                                        .sqrt()));
            }
        }
        return figures;
    }

    private static Tensor detached(Map<String, Graph.Parameter> parameters, String path) {
        return Objects.requireNonNull(parameters.get(path), path).value().detach();
    }

    private static Tensor length(Tensor rows, int row) {
        return rows.slice(0, row, row + 1L).square().sum().sqrt();
    }

    private static Tensor at(Tensor matrix, int row, int column) {
        return matrix.slice(0, row, row + 1L).slice(1, column, column + 1L).sum();
    }

    private long tokensOf(Tensor images) {
        int[] grid = Patches.grid(images, edge);
        return (long) grid[0] * grid[1] * grid[2];
    }

    /** Xavier-uniform of the linear map that the convolution is, from P^3 voxels to D. */
    private Initializer flattenedXavier() {
        return Initializer.xavierUniform((long) edge * edge * edge, width);
    }
}
