package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void warmsUpInALineThenFallsAlongACosine() {
        var schedule = Schedule.warmUpCosine(2e-3, 0.1, 0.01);

        assertThat(schedule.at(0, 100)).isCloseTo(2e-4, within(1e-12));
        assertThat(schedule.at(9, 100)).isCloseTo(2e-3, within(1e-12));
        assertThat(schedule.at(10, 100)).isCloseTo(2e-3, within(1e-12));
        assertThat(schedule.at(55, 100)).isCloseTo(2e-3 * (0.01 + 0.99 / 2), within(1e-12));
        assertThat(schedule.at(100, 100)).isCloseTo(2e-5, within(1e-12));
        assertThat(schedule.at(130, 100)).isCloseTo(2e-5, within(1e-12));
    }

    @Test
    void beginsAtTheBaseWithoutWarmUp() {
        assertThat(Schedule.warmUpCosine(1, 0, 0).at(0, 4)).isEqualTo(1);
    }

    @Test
    void fallsAsAPower() {
        assertThat(Schedule.poly(2, 0.9).at(50, 100)).isCloseTo(2 * Math.pow(0.5, 0.9), within(1e-12));
        assertThat(Schedule.poly(2, 0.9).at(100, 100)).isZero();
    }

    @Test
    void staysConstant() {
        assertThat(Schedule.constant(0.3).at(7, 9)).isEqualTo(0.3);
    }

    @Test
    void momentumRisesToOne() {
        var momentum = Schedule.momentum(0.996);

        assertThat(momentum.at(0, 1000)).isEqualTo(0.996);
        assertThat(momentum.at(1000, 1000)).isEqualTo(1);
        for (int k = 1; k <= 1000; k++) {
            assertThat(momentum.at(k, 1000)).isGreaterThan(momentum.at(k - 1, 1000));
        }
    }

    @Test
    void aTemperatureEndsExactlyAtItsLastValue() {
        var temperature = Schedule.ramp(0.04, 0.07, 0.1, 0.3);

        assertThat(temperature.at(0, 100)).isEqualTo(0.04);
        assertThat(temperature.at(10, 100)).isEqualTo(0.04);
        assertThat(temperature.at(20, 100)).isCloseTo(0.055, within(1e-12));
        assertThat(temperature.at(30, 100)).isEqualTo(0.07);
        assertThat(temperature.at(100, 100)).isEqualTo(0.07);
    }

    @Test
    void consistencyGrowsSlowly() {
        var weight = Schedule.consistency(0.1, 0.4);

        assertThat(weight.at(0, 100)).isCloseTo(0.1 * Math.exp(-5), within(1e-12));
        assertThat(weight.at(20, 100)).isCloseTo(0.1 * Math.exp(-1.25), within(1e-12));
        assertThat(weight.at(40, 100)).isEqualTo(0.1);
        assertThat(weight.at(90, 100)).isEqualTo(0.1);
    }

    @Test
    void aSawtoothRisesTwice() {
        var teeth = Schedule.constant(2).sawtooth(0.25);

        assertThat(IntStream.range(0, 8).mapToDouble(i -> teeth.at(i, 8)))
                .containsExactly(1.0, 2.0, 1.0, 2.0, 2.0, 2.0, 2.0, 2.0);
        assertThat(teeth.at(0, 3)).as("a phase too short for teeth").isEqualTo(2);
    }
}
