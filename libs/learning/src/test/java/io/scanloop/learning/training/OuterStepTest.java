package io.scanloop.learning.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OuterStepTest {
    private static final float INNER_RATE = 0.1f;

    /** One step of SGD on the sum of w^2 / 2 - target w. */
    private static Map<String, float[]> descended(Map<String, float[]> weights, float... target) {
        var w = weights.get("w").clone();
        for (int i = 0; i < w.length; i++) {
            w[i] -= INNER_RATE * (w[i] - target[i]);
        }
        return Map.of("w", w);
    }

    @Test
    void ofOneReplicaAndOneInnerStepIsTheInnerStep() {
        var outer = new OuterStep(1, 0);
        var global = Map.of("w", new float[] {3, -2});
        var alone = global;
        for (int i = 0; i < 5; i++) {
            alone = descended(alone, 1, 1);
            outer.apply(global, List.of(descended(global, 1, 1)));
        }

        assertThat(global.get("w")).containsExactly(alone.get("w"), within(1e-6f));
    }

    @Test
    void ofReplicasOnTheirOwnShardsIsTheStepOnTheMeanOfTheirGradients() {
        var outer = new OuterStep(1, 0);
        var global = Map.of("w", new float[] {3, -2});
        var together = global;
        for (int i = 0; i < 5; i++) {
            together = descended(together, 2, 3);
            outer.apply(global, List.of(descended(global, 1, 5), descended(global, 3, 1)));
        }

        assertThat(global.get("w")).containsExactly(together.get("w"), within(1e-6f));
    }

    @Test
    void momentumGoesOnWhereReplicasRest() {
        var outer = new OuterStep(OuterStep.RATE, OuterStep.MOMENTUM);
        var global = Map.of("w", new float[] {1});

        outer.apply(global, List.of(Map.of("w", new float[] {0})));
        // g = 1, v = 1: 1 - 0.7 (1 + 0.9)
        assertThat(global.get("w")[0]).isEqualTo(-0.33f, within(1e-6f));
        outer.apply(global, List.of(Map.of("w", new float[] {-0.33f})));
        // g = 0, v = 0.9: -0.33 - 0.7 * 0.81
        assertThat(global.get("w")[0]).isEqualTo(-0.897f, within(1e-5f));
    }

    @Test
    void refusesWhatIsNoReplicaAndChangesNothing() {
        var outer = new OuterStep(1, 0);
        var global = Map.of("w", new float[] {1});

        assertThatIllegalArgumentException().isThrownBy(() -> outer.apply(global, List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> outer.apply(global, List.of(Map.of("v", new float[] {0}))))
                .withMessageContaining("[w]")
                .withMessageContaining("[v]");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        outer.apply(global, List.of(Map.of("w", new float[] {0}), Map.of("w", new float[] {0, 0}))))
                .withMessageContaining("w needs 1");
        assertThat(global.get("w")[0]).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new OuterStep(0, 0));
    }
}
