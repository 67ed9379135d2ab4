package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptimizerPlanTest {
    @Test
    void rulesOfTwoListsAreJoinedForEachPath() {
        var plan = new OptimizerPlan(
                Schedule.constant(1),
                0,
                0.9,
                0.999,
                1e-8,
                0,
                List.of(new RateRule("a.b.", 3, 0.2), new RateRule("a.", 5), new RateRule("c.", 7)));

        var joined = plan.and(List.of(new RateRule("a.", 11, 0.1), new RateRule("c.d.", 0)));

        assertThat(joined.rule("a.b.w").multiplier()).isEqualTo(33);
        assertThat(joined.rule("a.b.w").begin()).isEqualTo(0.2);
        assertThat(joined.rule("a.w").multiplier()).isEqualTo(55);
        assertThat(joined.rule("a.w").begin()).isEqualTo(0.1);
        assertThat(joined.multiplier("c.w")).isEqualTo(7);
        assertThat(joined.multiplier("c.d.w")).isZero();
        assertThat(joined.multiplier("e")).isEqualTo(1);
        assertThat(plan.rates()).hasSize(3);
    }
}
