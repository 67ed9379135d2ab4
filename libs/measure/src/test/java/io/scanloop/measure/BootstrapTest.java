package io.scanloop.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapTest {
    @Test
    void theSameSeedGivesTheSameInterval() {
        var many = new Random(1).doubles(100).toArray();

        assertThat(meanOf(many, 1)).isEqualTo(meanOf(many, 1)).isNotEqualTo(meanOf(many, 2));
    }

    @Test
    void twoUnitsGiveTheThreeMeansThatTheyCan() {
        // (0, 0), (0, 1), (1, 0), (1, 1): each extreme in a quarter of the draws, so both ends are extremes
        assertThat(meanOf(new double[] {0, 1}, 1)).isEqualTo(new Interval(0, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void ofManyUnitsItIsTheIntervalOfTheNormalDistribution(long seed) {
        var random = new Random(seed);
        var values = random.doubles(200).toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / values.length;
        double reach = 1.96 * Math.sqrt(variance / values.length);

        var interval = meanOf(values, seed);

        assertThat(interval.low()).isCloseTo(mean - reach, within(0.1 * reach));
        assertThat(interval.high()).isCloseTo(mean + reach, within(0.1 * reach));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void itHoldsTheFigureOfMostCohortsFromWhichItIsDrawn(long seed) {
        var random = new Random(seed);
        int held = 0;
        for (int cohort = 0; cohort < 200; cohort++) {
            var values = random.doubles(30).toArray();
            var interval = Bootstrap.interval(30, drawn -> mean(values, drawn), 1000, cohort);
            held += interval.low() <= 0.5 && 0.5 <= interval.high() ? 1 : 0;
        }

        assertThat(held).isBetween(178, 199); // 95 % are 190; the percentile interval is a little narrow
    }

    @Test
    void drawsWithoutAFigureAreLeftOut() {
        var onlySecond = Bootstrap.interval(3, drawn -> drawn[0] == 1 ? 0.5 : Double.NaN, 1000, 1);

        assertThat(onlySecond).isEqualTo(new Interval(0.5, 0.5));
        assertThat(Bootstrap.interval(3, drawn -> Double.NaN, 100, 1).isDefined())
                .isFalse();
        assertThat(Bootstrap.interval(0, drawn -> 1, 100, 1).isDefined()).isFalse();
    }

    private static Interval meanOf(double[] values, long seed) {
        return Bootstrap.interval(values.length, drawn -> mean(values, drawn), Bootstrap.RESAMPLES, seed);
    }

    private static double mean(double[] values, int[] drawn) {
        return Arrays.stream(drawn).mapToDouble(unit -> values[unit]).average().orElseThrow();
    }
}
