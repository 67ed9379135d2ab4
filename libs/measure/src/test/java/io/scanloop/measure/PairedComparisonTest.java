package io.scanloop.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairedComparisonTest {
    @Test
    void theEstimateIsTheMedianOfAllMeansOfTwo() {
        assertThat(HodgesLehmann.estimate(1, 2, 10)).isEqualTo((2 + 5.5) / 2); // 1 1.5 2 5.5 6 10
        assertThat(HodgesLehmann.estimate(-3)).isEqualTo(-3);
        assertThat(HodgesLehmann.estimate(0, 0, -0.0)).isZero();
        assertThat(HodgesLehmann.estimate()).isNaN();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void theEstimateIsThatOfAListOfAllMeans(long seed) {
        var random = new SplittableRandom(seed);
        int count = 1 + random.nextInt(60);
        var differences = random.doubles(count, -1, 2)
                .map(value -> seed % 2 == 0 ? value : Math.rint(5 * value))
                .toArray();
        var means = new double[count * (count + 1) / 2];
        int filled = 0;
        for (int i = 0; i < count; i++) {
            for (int j = i; j < count; j++) {
                means[filled++] = (differences[i] + differences[j]) / 2;
            }
        }
        Arrays.sort(means);
        double median = (means[(filled - 1) / 2] + means[filled / 2]) / 2;

        assertThat(HodgesLehmann.estimate(differences)).isCloseTo(median, within(1e-15));
    }

    @Test
    void aComparisonHoldsTestMeanEstimateAndTheirIntervals() {
        var random = new SplittableRandom(5);
        var differences = random.doubles(40, -0.02, 0.06).toArray();

        var comparison = PairedComparison.of(differences, 1);

        double mean = Arrays.stream(differences).average().orElseThrow();
        double reach = 1.96 * 0.08 / Math.sqrt(12) / Math.sqrt(40);
        assertThat(comparison.mean()).isCloseTo(mean, within(1e-12));
        assertThat(comparison.meanInterval().low()).isCloseTo(mean - reach, within(0.25 * reach));
        assertThat(comparison.meanInterval().high()).isCloseTo(mean + reach, within(0.25 * reach));
        assertThat(comparison.estimateInterval().low()).isLessThan(comparison.estimate());
        assertThat(comparison.estimateInterval().high()).isGreaterThan(comparison.estimate());
        assertThat(comparison.test().probability()).isLessThan(0.01);
        assertThat(PairedComparison.of(differences, 1)).isEqualTo(comparison);
        assertThat(PairedComparison.of(new double[0], 1).estimateInterval().isDefined())
                .isFalse();
    }

    @Test
    void holmCountsTheTestsAndKeepsTheirOrder() {
        assertThat(Holm.correct(0.01, 0.04, 0.03, 0.005))
                .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
        assertThat(Holm.correct(0.9, 0.6)).containsExactly(1, 1);
        assertThat(Holm.correct(0.02, Double.NaN, 0.04)).containsExactly(0.04, Double.NaN, 0.04);
        assertThat(Holm.correct()).isEmpty();
    }

    /** Of a true gain of 0.02 at a deviation of 0.04. */
    @ParameterizedTest
    @CsvSource({
        "30, 0.05, 0.73",
        "60, 0.0005, 0.52",
        "60, 0.00004883, 0.24",
        "60, 0.0000000477, 0.004",
        "100, 0.0005, 0.90"
    })
    void aPanelShowsAGainThisOften(int patients, double alpha, double power) {
        assertThat(Power.DEFAULT.of(patients, 0.02, 0.04, alpha)).isCloseTo(power, within(0.03));
    }

    @Test
    void withoutAGainAPanelShowsOneAtHalfTheLevelWithItsSign() {
        assertThat(new Power(20_000, 2).of(40, 1e-9, 0.04, 0.05)).isCloseTo(0.025, within(0.004));
    }

    @Test
    void aPanelIsAsLargeAsItMustBe() {
        int patients = Power.DEFAULT.patientsFor(0.02, 0.04, 0.05, 0.8);

        assertThat(patients).isBetween(33, 40); // the t-test needs 34, the signed ranks 5 % more
        assertThat(Power.DEFAULT.of(patients, 0.02, 0.04, 0.05)).isGreaterThanOrEqualTo(0.8);
        assertThat(Power.DEFAULT.of(patients - 1, 0.02, 0.04, 0.05)).isLessThan(0.8);
        assertThatThrownBy(() -> Power.DEFAULT.patientsFor(1e-5, 0.04, 0.05, 0.8))
                .hasMessageContaining("no panel shows it");
        assertThatThrownBy(() -> Power.DEFAULT.of(10, 0.02, 0, 0.05)).hasMessageContaining("deviation");
    }
}
