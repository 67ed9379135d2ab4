package io.scanloop.learning.network;

import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.List;

/**
 * Swin UNETR (Hatamizadeh et al. 2022): the Swin encoder under {@code swinViT} and a convolutional decoder with skips at
 * the size of the image and of every output but the last. With four stages names and numbers are MONAI's.
 *
 * @param classes output channels, background among them
 * @param norm of the decoder; {@link Norm#INSTANCE} in the paper
 */
public record SwinUnetr(SwinEncoder encoder, int classes, Norm norm) {

    /**
     * Segments.
     *
     * @param image (B, C, X, Y, Z), edges multiples of the encoder's divisor
     * @return logits (B, classes, X, Y, Z)
     */
    public Tensor logits(Parameters scope, Tensor image) {
        return decoded(scope, image, encoder.outputs(scope.in("swinViT"), image), encoder.features(), classes, norm);
    }

    /**
     * The decoder.
     *
     * @param image (B, C, X, Y, Z)
     * @param outputs of the encoder: (B, features 2^i, X / 2^(i+1), ...) each
     * @return logits (B, classes, X, Y, Z)
     */
    static Tensor decoded(Parameters scope, Tensor image, List<Tensor> outputs, int features, int classes, Norm norm) {
        var graph = image.graph();
        int last = outputs.size() - 1;
        Tensor x = outputs.get(last);
        x = graph.stage("encoder10", Convolution.residual(scope.in("encoder10.layer"), x, features << last, norm));
        for (int level = last - 1; level >= 0; level--) {
            Tensor skip = outputs.get(level);
            // the deepest skip goes in as it is
            if (level < last - 1) {
                var name = "encoder" + (level + 2);
                skip = graph.stage(
                        name, Convolution.residual(scope.in(name).in("layer"), skip, features << level, norm));
            }
            var name = "decoder" + (level + 2);
            x = graph.stage(name, Convolution.upWithSkip(scope.in(name), x, skip, features << level, norm));
        }
        Tensor skip = graph.stage("encoder1", Convolution.residual(scope.in("encoder1.layer"), image, features, norm));
        x = graph.stage("decoder1", Convolution.upWithSkip(scope.in("decoder1"), x, skip, features, norm));
        return graph.stage("logits", Convolution.out(scope.in("out"), x, classes));
    }
}
