package io.scanloop.learning.network;

import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * SMIT's network for fine-tuning: its encoder under {@code transformer} and one of two decoders. What goes into each
 * merging, after a layer norm, is a skip.
 *
 * @param encoder of the form {@link SwinEncoder.Form#SMIT} or {@link SwinEncoder.Form#SMIT_NARROW}
 * @param classes output channels, background among them
 */
public record SmitUnet(SwinEncoder encoder, int classes, Decoder decoder, Norm norm) {

    /** Two systems that the public code holds. */
    public enum Decoder {
        /** Net P, our reading of the published system: no blocks on the skips, no skip at the size of the image. */
        PLAIN,
        /** Net F of the released script: that of Swin UNETR. */
        FULL
    }

    /**
     * Segments.
     *
     * @param image (B, C, X, Y, Z), edges multiples of the encoder's divisor
     * @return logits (B, classes, X, Y, Z)
     */
    public Tensor logits(Parameters scope, Tensor image) {
        var outputs = outputs(scope.in("transformer"), image);
        if (decoder == Decoder.FULL) {
            return SwinUnetr.decoded(scope, image, outputs, encoder.features(), classes, norm);
        }
        var graph = image.graph();
        int levels = outputs.size() - 1;
        Tensor x = outputs.get(levels);
        for (int level = levels - 1; level >= 0; level--) {
            var name = "decoder" + (level + 2);
            x = graph.stage(
                    name,
                    Convolution.upWithSkip(scope.in(name), x, outputs.get(level), encoder.features() << level, norm));
        }
        int width = encoder.features() / 2;
        x = Convolution.up(scope.in("decoder1.transp_conv"), x, width);
        x = graph.stage("decoder1", Convolution.residual(scope.in("decoder1.conv_block"), x, width, norm));
        return graph.stage("logits", Convolution.out(scope.in("out"), x, classes));
    }

    /**
     * The encoder's part: what goes into each merging, with layer norm, and what comes out of the last.
     *
     * @param scope of the encoder, {@code transformer} in the whole network
     * @return (B, C, x, y, z) each
     */
    public List<Tensor> outputs(Parameters scope, Tensor image) {
        var stages = encoder.stages(scope, image, null);
        var outputs = new ArrayList<Tensor>();
        for (int i = 0; i < stages.beforeMerging().size(); i++) {
            Tensor normalized =
                    Linear.norm(scope.in("norm" + i), stages.beforeMerging().get(i));
            outputs.add(image.graph().stage("o" + (i + 1), SwinEncoder.channelsFirst(normalized)));
        }
        Tensor last = stages.merged().get(stages.merged().size() - 1);
        outputs.add(image.graph().stage("end", SwinEncoder.channelsFirst(last)));
        return outputs;
    }
}
