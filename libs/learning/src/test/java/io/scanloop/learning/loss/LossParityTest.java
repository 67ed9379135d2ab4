package io.scanloop.learning.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonParser;
import io.scanloop.learning.NumpyFile;
import io.scanloop.learning.graph.Tensor;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values and gradients of MONAI's losses. */
class LossParityTest {
    private static final double TOLERANCE = 1e-5;
    private static final NumpyFile ARRAYS = NumpyFile.golden("metrics/losses.npz");
    private static final SoftDice SQUARED =
            new SoftDice(SoftDice.Background.INCLUDED, 1e-5, 1e-5, 2, SoftDice.Sums.PER_SAMPLE);

    static Stream<Arguments> losses() {
        var overBatch = new SoftDice(SoftDice.Background.INCLUDED, 1e-5, 1e-5, 2, SoftDice.Sums.OVER_BATCH);
        return Stream.of(
                loss("DiceLoss_softmax", ofSoftmax(SoftDice.MONAI::loss)),
                loss("DiceLoss_softmax_nobg", ofSoftmax(SoftDice.MONAI.withoutBackground()::loss)),
                loss("DiceLoss_softmax_squared_batch", ofSoftmax(overBatch::loss)),
                loss("DiceCELoss", DiceCrossEntropy.MONAI::loss),
                loss("DiceCELoss_nobg_sq", new DiceCrossEntropy(SQUARED.withoutBackground())::loss),
                loss(
                        "DiceFocalLoss",
                        (x, y) -> SoftDice.MONAI.loss(x.softmax(1), y).plus(Focal.PAPER.loss(x, y))),
                loss("GeneralizedDiceLoss", ofSoftmax(GeneralizedDice::loss)),
                loss("TverskyLoss", ofSoftmax(new Tversky(0.3, 0.7)::loss)),
                loss("FocalLoss", Focal.PAPER::loss));
    }

    private static Arguments loss(String name, BinaryOperator<Tensor> loss) {
        return Arguments.of(name, loss);
    }

    private static BinaryOperator<Tensor> ofSoftmax(BinaryOperator<Tensor> loss) {
        return (logits, labels) -> loss.apply(logits.softmax(1), labels);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("losses")
    void aSegmentationLossAgrees(String name, BinaryOperator<Tensor> loss) throws IOException {
        var logits = ARRAYS.array("logits");
        var scored = new Scored();
        Tensor input = scored.input(logits.values(), logits.shape());
        Tensor labels = scored.labels(labels(), 2, 6, 5, 7);

        var result = scored.result(loss.apply(input, labels));

        assertThat(result.value()).isCloseTo(expected(name), within(TOLERANCE));
        assertClose(result.gradient(0), "grad:" + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.05", "0.5"})
    void theContrastiveLossAgrees(String temperature) throws IOException {
        var scored = new Scored();
        Tensor first = scored.input(ARRAYS.array("zi").values(), 4, 16);
        Tensor second = scored.input(ARRAYS.array("zj").values(), 4, 16);

        var result = scored.result(new NtXent(Double.parseDouble(temperature)).loss(first, second));

        var name = "ContrastiveLoss_T" + temperature;
        assertThat(result.value()).isCloseTo(expected(name), within(TOLERANCE));
        assertClose(result.gradient(0), "grad_zi:" + name);
        assertClose(result.gradient(1), "grad_zj:" + name);
    }

    private static long[] labels() throws IOException {
        var target = ARRAYS.array("target").values();
        var labels = new long[target.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (long) target[i];
        }
        return labels;
    }

    private static double expected(String name) throws IOException {
        try (var json = LossParityTest.class.getResourceAsStream("/golden/metrics/losses.json")) {
            return JsonParser.parseReader(new InputStreamReader(json, StandardCharsets.UTF_8))
                    .getAsJsonObject()
                    .get(name)
                    .getAsDouble();
        }
    }

    private static void assertClose(float[] gradient, String name) throws IOException {
        var expected = ARRAYS.array(name).values();
        assertThat(gradient).hasSameSizeAs(expected);
        for (int i = 0; i < gradient.length; i++) {
            assertThat(gradient[i]).as("%s at %d", name, i).isCloseTo(expected[i], within((float) TOLERANCE));
        }
    }
}
