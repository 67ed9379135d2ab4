package io.scanloop.learning.network;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The U-Net of Pix2Rep (Seince et al. 2024) in the plane: it gives each pixel a vector and has no output layer. Blocks of
 * two 3 x 3 convolutions without bias, batch norm and ReLU each; max pooling down, transposed convolutions up.
 *
 * @param features channels at the size of the image, doubled at each level; 64
 * @param depth how often the size is halved; 5
 * @param representation channels n_ft of the vectors; 1024, or 128 for the supervised baseline
 */
public record PixelUnet(int features, int depth, int representation) {

    public PixelUnet {
        if (features < 1 || depth < 1 || representation < 1) {
            throw new IllegalArgumentException("a U-Net needs features, depth and representation >= 1, got %d, %d, %d"
                    .formatted(features, depth, representation));
        }
    }

    /** Edges of images are multiples of this. */
    public int divisor() {
        return 1 << depth;
    }

    /**
     * Represents.
     *
     * @param image (B, C, X, Y), edges multiples of {@link #divisor}
     * @return (B, representation, X, Y)
     * @throws IllegalArgumentException when an edge is no multiple; the message names both
     */
    public Tensor vectors(Parameters scope, Tensor image) {
        if (image.size(2) % divisor() != 0 || image.size(3) % divisor() != 0) {
            throw new IllegalArgumentException("a U-Net of depth %d needs edges that are multiples of %d, got %s"
                    .formatted(depth, divisor(), image));
        }
        var graph = image.graph();
        var skips = new ArrayList<Tensor>();
        Tensor x = graph.stage("e0", block(scope.in("encoder.0"), image, features));
        for (int level = 1; level <= depth; level++) {
            skips.add(x);
            x = block(scope.in("encoder").in(String.valueOf(level)), x.maxPool(2), features << level);
            graph.stage("e" + level, x);
        }
        for (int level = depth - 1; level >= 0; level--) {
            Parameters decoder = scope.in("decoder").in(String.valueOf(level));
            int width = level == 0 ? representation : features << level;
            Tensor up = up(decoder.in("up"), x);
            x = block(decoder, Graph.concat(1, List.of(skips.get(level), up)), width);
            graph.stage("d" + (depth - level), x);
        }
        return x;
    }

    /**
     * The head that pre-training puts on the vectors: 1 x 1, batch norm, ReLU, 1 x 1.
     *
     * @param vectors (B, D, X, Y)
     * @param width of both maps; 256
     * @return (B, width, X, Y)
     */
    public static Tensor projected(Parameters scope, Tensor vectors, int width) {
        Tensor hidden = Norm.BATCH
                .of(scope.in("norm"), convolution(scope.in("0"), vectors, width))
                .relu();
        return vectors.graph().stage("projection", convolution(scope.in("1"), hidden, width));
    }

    /** The segmentation layer that fine-tuning puts on the vectors, 1 x 1: (B, classes, X, Y) of (B, D, X, Y). */
    public static Tensor logits(Parameters scope, Tensor vectors, int classes) {
        return vectors.graph().stage("logits", convolution(scope, vectors, classes));
    }

    private static Tensor convolution(Parameters scope, Tensor x, int channels) {
        long in = x.size(1);
        var first = Initializer.pytorchDefault(in);
        return x.conv2d(scope.get("weight", first, channels, in, 1, 1), scope.get("bias", first, channels), 1, 0, 1);
    }

    private static Tensor block(Parameters scope, Tensor x, int channels) {
        Tensor y = x;
        for (int i = 1; i <= 2; i++) {
            long in = y.size(1);
            Tensor weight = scope.in("conv" + i).get("weight", Initializer.pytorchDefault(9 * in), channels, in, 3, 3);
            y = Norm.BATCH
                    .of(scope.in("norm" + i), y.conv2d(weight, null, 1, 1, 1))
                    .relu();
        }
        return y;
    }

    /** Twice the size, half the channels. */
    private static Tensor up(Parameters scope, Tensor x) {
        long in = x.size(1);
        var first = Initializer.pytorchDefault(4 * in / 2);
        return x.convTranspose2d(scope.get("weight", first, in, in / 2, 2, 2), scope.get("bias", first, in / 2), 2);
    }
}
