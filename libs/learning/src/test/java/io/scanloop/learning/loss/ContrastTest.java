package io.scanloop.learning.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ContrastTest {
    @Test
    void orthogonalRowsGiveTheLogOfTheOthers() {
        var scored = new Scored();
        var first = scored.input(axes(0, 8, 32), 8, 32);
        var second = scored.input(axes(8, 8, 32), 8, 32);

        assertThat(scored.value(new NtXent(0.5).loss(first, second))).isCloseTo(Math.log(15), within(1e-5));
    }

    @Test
    void randomPixelsBeginNearTheLogOfTheOthers() {
        int pixels = 500;
        var scored = new Scored();
        var first = scored.normal("first", pixels, 256);
        var second = scored.normal("second", pixels, 256);
        var all = scored.fixed(filled(pixels, 1), pixels);

        double loss = scored.value(new NtXent(0.53).loss(first, second, all));

        assertThat(loss).isCloseTo(Math.log(2 * pixels - 1), within(0.02));
    }

    @Test
    void equalPairsAtASmallTemperatureGiveZero() {
        var scored = new Scored();
        var rows = Scored.normal("rows", 6 * 16);
        var first = scored.input(rows, 6, 16);
        var second = scored.input(rows, 6, 16);

        var result = scored.result(new NtXent(1e-4).loss(first, second));

        assertThat(result.value()).isCloseTo(0, within(1e-6));
        assertFinite(result.gradient(0));
    }

    @Test
    void lengthDoesNotCount() {
        var scored = new Scored();
        var first = scored.normal("first", 5, 8);
        var second = scored.normal("second", 5, 8);
        var contrast = new NtXent(0.2);

        assertThat(scored.value(contrast.loss(first.times(7), second)))
                .isCloseTo(scored.value(contrast.loss(first, second)), within(1e-5));
    }

    @Test
    void invalidPairsAreNeitherAskedNorAnswers() {
        var scored = new Scored();
        var first = scored.normal("first", 6, 8);
        var second = scored.normal("second", 6, 8);
        var valid = scored.fixed(new float[] {1, 0, 1, 1, 0, 1}, 6);
        var index = scored.labels(new long[] {0, 2, 3, 5}, 4);
        var contrast = new NtXent(0.2);

        var weighted = scored.result(contrast.loss(first, second, valid));
        double selected = scored.value(contrast.loss(first.indexSelect(0, index), second.indexSelect(0, index)));

        assertThat(weighted.value()).isCloseTo(selected, within(1e-5));
        assertThat(Arrays.copyOfRange(weighted.gradient(0), 8, 16)).containsOnly(0);
    }

    @Test
    void nothingValidGivesZeroWithAFiniteGradient() {
        var scored = new Scored();
        var first = scored.normal("first", 3, 4);
        var none = scored.fixed(new float[3], 3);

        var contrast = scored.result(new NtXent(0.2).loss(first, first, none));
        var twins = scored.result(BarlowTwins.PAPER.loss(first, first, none));

        assertThat(contrast.value()).isZero();
        assertFinite(contrast.gradient(0));
        assertFinite(twins.gradient(0));
    }

    @Test
    void refusesATemperatureOfZero() {
        assertThatThrownBy(() -> new NtXent(0)).hasMessageContaining("temperature > 0, got 0.0");
    }

    @Test
    void twinsOfEqualViewsHaveNoDiagonalTerm() {
        var scored = new Scored();
        var rows = scored.normal("rows", 40, 6);
        var all = scored.fixed(filled(40, 1), 40);

        assertThat(scored.value(BarlowTwins.PAPER.parts(rows, rows, all).invariance()))
                .isCloseTo(0, within(1e-6));
        // standardised: neither scale nor place of a column counts
        assertThat(scored.value(BarlowTwins.PAPER
                        .parts(rows, rows.times(3).plus(5), all)
                        .invariance()))
                .isCloseTo(0, within(1e-6));
    }

    @Test
    void twinsBeginNearTheirExpectation() {
        int pixels = 4000;
        int width = 64;
        var scored = new Scored();
        var all = scored.fixed(filled(pixels, 1), pixels);
        var parts = BarlowTwins.PAPER.parts(
                scored.normal("first", pixels, width), scored.normal("second", pixels, width), all);

        assertThat(scored.value(parts.invariance())).isCloseTo(width, within(1.0));
        assertThat(scored.value(parts.redundancy())).isCloseTo(width * (width - 1.0) / pixels, within(0.1));
    }

    @Test
    void twinsLookAtValidRowsOnly() {
        var scored = new Scored();
        var first = scored.normal("first", 6, 3);
        var second = scored.normal("second", 6, 3);
        var valid = scored.fixed(new float[] {1, 0, 1, 1, 0, 1}, 6);
        var index = scored.labels(new long[] {0, 2, 3, 5}, 4);
        var all = scored.fixed(filled(4, 1), 4);

        double weighted = scored.value(BarlowTwins.PAPER.loss(first, second, valid));
        double selected =
                scored.value(BarlowTwins.PAPER.loss(first.indexSelect(0, index), second.indexSelect(0, index), all));

        assertThat(weighted).isCloseTo(selected, within(1e-5));
    }

    private static void assertFinite(float[] gradient) {
        for (float number : gradient) {
            assertThat(number).isFinite();
        }
    }

    private static float[] filled(int count, float value) {
        var numbers = new float[count];
        Arrays.fill(numbers, value);
        return numbers;
    }

    /** Unit vectors along axes. */
    private static float[] axes(int from, int rows, int width) {
        var numbers = new float[rows * width];
        for (int row = 0; row < rows; row++) {
            numbers[row * width + from + row] = 1;
        }
        return numbers;
    }
}
