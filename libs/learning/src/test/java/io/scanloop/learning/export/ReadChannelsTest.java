package io.scanloop.learning.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.inference.Predictor;
import io.scanloop.learning.inference.Weighting;
import io.scanloop.learning.method.Methods;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/export.md} says of the methods' channels and windows. */
class ReadChannelsTest {
    private static final List<String> OF_ONE_CONTRAST = List.of("smit", "swin-unetr", "swin-unetr-legacy");

    @TempDir
    private Path folder;

    @Test
    void anAbsentChannelIsNotReadNorOneBehindTheFirstOfTheMethodsOfOneContrast() throws Exception {
        for (var method : Methods.names()) {
            var subject = Exports.subject(method, folder.resolve(method));
            try (var predictor = subject.method().predictor(subject.task(), subject.weights())) {
                boolean isOfOne = OF_ONE_CONTRAST.contains(method);
                assertThat(predictor.windows().weighting())
                        .as(method)
                        .isEqualTo(isOfOne ? Weighting.CONSTANT : Weighting.GAUSSIAN);
                if (predictor.sight().channels(Exports.TASK.contrasts()).size() == 2) {
                    assertThat(isSecondRead(predictor, 1, 0)).as(method).isFalse();
                    assertThat(isSecondRead(predictor, 1, 1)).as(method).isEqualTo(!isOfOne);
                    assertThat(isSecondRead(predictor, 0, 1)).as(method).isTrue();
                } else {
                    assertThat(method).isEqualTo("pix2rep");
                }
            }
        }
    }

    /** Whether logits change with the second of two channels. */
    private static boolean isSecondRead(Predictor predictor, float... present) {
        var inputs = Exports.inputs(predictor, 1, present);
        var images = inputs.get("images");
        var changed = images.asFloats().clone();
        int voxels = changed.length / (int) (images.shape()[0] * 2);
        for (int at = 0; at < changed.length; at++) {
            changed[at] += at / voxels % 2 == 1 ? 0.5f : 0;
        }
        var others = new HashMap<>(inputs);
        others.put("images", HostTensor.of(changed, images.shape()));
        return Exports.difference(Exports.logits(predictor, inputs), Exports.logits(predictor, others)) > 1e-6;
    }
}
