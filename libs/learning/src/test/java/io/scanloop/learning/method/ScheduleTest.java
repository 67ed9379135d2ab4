package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
}
