package io.scanloop.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PercentilesTest {
    private final SplittableRandom chance = new SplittableRandom(1);

    @Test
    void liesBetweenOrderStatistics() {
        var percentiles = Percentiles.of(new float[] {40, 10, 30, 20}, chance);

        assertThat(percentiles.at(0)).isEqualTo(10);
        assertThat(percentiles.at(50)).isEqualTo(25);
        assertThat(percentiles.at(99.5)).isCloseTo(39.85, within(1e-12));
        assertThat(percentiles.at(100)).isEqualTo(40);
    }

    @Test
    void estimatesThoseOfManyValuesFromASample() {
        var values = new float[Percentiles.MOST_SORTED + 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }

        double median = Percentiles.of(values, chance).at(50);

        assertThat(median).isCloseTo(values.length / 2.0, within(values.length * 0.005));
        assertThat(values[1]).isEqualTo(1);
    }

    @Test
    void needsNumbers() {
        assertThatThrownBy(() -> Percentiles.of(new float[0], chance)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Percentiles.of(new float[] {1, Float.NaN}, chance))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Percentiles.of(new float[] {1}, chance).at(101))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
