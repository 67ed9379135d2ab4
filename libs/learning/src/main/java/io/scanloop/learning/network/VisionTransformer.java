package io.scanloop.learning.network;

import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.List;

/**
 * A vision transformer (Dosovitskiy et al. 2021) over blocks of voxels with learned positions and no class token, named as
 * MONAI's ViT.
 *
 * @param edge of a token in voxels
 */
public record VisionTransformer(int edge, Transformer transformer) {
    private static final double POSITION_SIGMA = 0.02;

    /**
     * What it says.
     *
     * @param blocks the (B, N, D) after each block, first to last
     * @param end the last of them under the norm
     */
    public record Outputs(List<Tensor> blocks, Tensor end) {}

    /**
     * Tokens along X, Y, Z.
     *
     * @param image (B, C, X, Y, Z)
     * @throws IllegalArgumentException when a size is no multiple of the edge; the message names both
     */
    public int[] grid(Tensor image) {
        return Patches.grid(image, edge);
    }

    /**
     * Encodes.
     *
     * @param image (B, C, X, Y, Z), sizes multiples of the edge; N = X Y Z / edge^3 tokens in C order
     */
    public Outputs of(Parameters scope, Tensor image) {
        int[] grid = grid(image);
        Tensor tokens = image.graph().stage("tokens", tokens(scope.in("patch_embedding"), image, grid));
        List<Tensor> blocks = transformer.blocks(scope, tokens, null);
        return new Outputs(blocks, image.graph().stage("end", transformer.norm(scope, blocks.get(blocks.size() - 1))));
    }

    private Tensor tokens(Parameters scope, Tensor image, int[] grid) {
        long in = image.size(1);
        int width = transformer.width();
        var first = Initializer.pytorchDefault(in * edge * edge * edge);
        Parameters embedding = scope.in("patch_embeddings");
        Tensor tokens = image.conv3d(
                        embedding.get("weight", first, width, in, edge, edge, edge),
                        embedding.get("bias", first, width),
                        edge,
                        0,
                        1)
                .reshape(image.size(0), width, (long) grid[0] * grid[1] * grid[2])
                .transpose(1, 2);
        return tokens.plus(scope.get(
                "position_embeddings", Initializer.truncatedNormal(POSITION_SIGMA), 1, tokens.size(1), width));
    }
}
