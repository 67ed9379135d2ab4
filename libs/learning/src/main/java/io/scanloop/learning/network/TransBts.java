package io.scanloop.learning.network;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * TransBTS (Wang et al. 2021), which MISSU is built on and compared with: a residual U-Net of four stages with a
 * transformer at its bottom. Dropout of whole channels after the first convolution is left out. The public code holds one
 * more linear map, which it never uses; it is here, frozen, so that numbers of parameters agree.
 *
 * @param features channels of the first stage, doubled at each; 16
 * @param transformer d 512, 4 layers, 8 heads, perceptron 4096, no qkv bias, dropout 0.1
 * @param classes output channels, background among them
 */
public record TransBts(int features, Transformer transformer, int classes) {
    private static final int[] BLOCKS = {1, 2, 2, 4};

    public TransBts {
        if (features < 8 || features % 8 != 0 || transformer.width() % 4 != 0) {
            throw new IllegalArgumentException(
                    "TransBTS needs features that are a multiple of 8 and a width that is one of 4, got %d and %d"
                            .formatted(features, transformer.width()));
        }
    }

    /**
     * Segments.
     *
     * @param image (B, C, X, Y, Z), edges multiples of 8
     * @return logits (B, classes, X, Y, Z)
     */
    public Tensor logits(Parameters scope, Tensor image) {
        var graph = image.graph();
        var stem = stem(scope.in("Unet"), image);
        Tensor x = graph.stage("Z", transformed(scope, stem.get(3)));
        int width = transformer.width() / 4;
        x = residual(scope.in("Enblock8_2"), narrowed(scope.in("Enblock8_1"), x, width));
        for (int stage = 2; stage >= 0; stage--) {
            int channels = features << stage;
            Parameters up = scope.in("DeUp" + (stage + 2));
            Tensor y = Convolution.withBias(up.in("conv1"), x, channels, 1, 1);
            y = Convolution.transposed(up.in("conv2"), y, channels, 2);
            y = Convolution.withBias(up.in("conv3"), Graph.concat(1, List.of(stem.get(stage), y)), channels, 1, 1);
            x = graph.stage("decoder" + (stage + 1), residual(scope.in("DeBlock" + (stage + 2)), y));
        }
        return graph.stage("logits", Convolution.withBias(scope.in("endconv"), x, classes, 1, 1));
    }

    /** Blocks of group norm, ReLU, convolution, twice, around a shortcut; convolutions of stride 2 between stages. */
    private List<Tensor> stem(Parameters scope, Tensor image) {
        var outputs = new ArrayList<Tensor>();
        Tensor x = Convolution.withBias(scope.in("InitConv.conv"), image, features, 3, 1);
        for (int stage = 0; stage < BLOCKS.length; stage++) {
            if (stage > 0) {
                x = Convolution.withBias(scope.in("EnDown%d.conv".formatted(stage)), x, features << stage, 3, 2);
            }
            for (int block = 0; block < BLOCKS[stage]; block++) {
                var name = scope.in("EnBlock%d_%d".formatted(stage + 1, block + 1));
                int channels = features << stage;
                Tensor y = Norm.GROUP.of(name.in("bn1"), x).relu();
                y = Convolution.withBias(name.in("conv1"), y, channels, 3, 1);
                y = Norm.GROUP.of(name.in("bn2"), y).relu();
                x = x.plus(Convolution.withBias(name.in("conv2"), y, channels, 3, 1));
            }
            outputs.add(image.graph().stage("stem" + (stage + 1), x));
        }
        return outputs;
    }

    private Tensor transformed(Parameters scope, Tensor x) {
        int width = transformer.width();
        long batch = x.size(0);
        scope.frozen("linear_encoding.weight", Initializer.zeros(), width, 512);
        scope.frozen("linear_encoding.bias", Initializer.zeros(), width);
        Tensor normalized = Norm.BATCH.of(scope.in("bn"), x).relu();
        Tensor tokens = Convolution.withBias(scope.in("conv_x"), normalized, width, 3, 1)
                .reshape(batch, width, -1)
                .transpose(1, 2);
        tokens = tokens.plus(scope.in("position_encoding")
                .get("position_embeddings", Initializer.zeros(), 1, tokens.size(1), width));
        tokens = transformer.dropout() > 0 ? tokens.dropout(transformer.dropout()) : tokens;
        var blocks = transformer.blocks(scope.in("transformer"), tokens, null);
        Tensor end = Linear.norm(scope.in("pre_head_ln"), blocks.get(blocks.size() - 1));
        return end.transpose(1, 2).reshape(batch, width, x.size(2), x.size(3), x.size(4));
    }

    private static Tensor narrowed(Parameters scope, Tensor x, int channels) {
        Tensor y = Convolution.withBias(scope.in("conv1"), x, channels, 3, 1);
        y = Norm.BATCH.of(scope.in("bn1"), y).relu();
        y = Convolution.withBias(scope.in("conv2"), y, channels, 3, 1);
        return Norm.BATCH.of(scope.in("bn2"), y).relu();
    }

    private static Tensor residual(Parameters scope, Tensor x) {
        return narrowed(scope, x, (int) x.size(1)).plus(x);
    }
}
