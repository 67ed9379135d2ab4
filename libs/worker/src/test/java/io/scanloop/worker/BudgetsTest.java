package io.scanloop.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Regime;
import io.scanloop.learning.method.Task;
import io.scanloop.workflow.dispatch.Budgets;
import io.scanloop.workflow.dispatch.Regimes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What dispatch sends and what workers can do are two tables: they must say the same. */
class BudgetsTest {
    @Test
    void everyMethodThatIsDispatchedIsOneThatWorkersHave() {
        var dispatched = Budgets.runnable().stream()
                .map(pair -> pair.substring(0, pair.indexOf(' ')))
                .collect(Collectors.toSet());

        assertThat(dispatched).hasSameElementsAs(Methods.names());
    }

    @Test
    void everyPresetIsKnownToItsMethodAndPretrainsIfThatDoes() {
        for (var pair : Budgets.runnable()) {
            var names = pair.split(" ");
            var method = Methods.named(names[0]);
            var task = new Task(List.of("T1"), List.of(1), List.of(1.0, 1.0, 1.0), names[1]);

            assertThat(Budgets.of(names[0], names[1]).orElseThrow().pretrains())
                    .as(pair)
                    .isEqualTo(method.pretrains());
            assertThat(method.finetuningViews(task).cases()).as(pair).isPositive();
            assertThat(Budgets.hasTeacher(names[0]))
                    .as(pair)
                    .isEqualTo(method.meanTeacher(task).isPresent());
        }
    }

    private static boolean isTaught(Regime regime) {
        var task = new Task(List.of("T1"), List.of(1), List.of(1.0, 1.0, 1.0), "tiny");
        try {
            return !regime.taught(Methods.named("pix2rep"), task)
                    .objective()
                    .name()
                    .isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Test
    void everyRegimeThatAProjectMayNameIsOneThatWorkersHave() {
        var offered = Arrays.stream(Regime.values())
                .filter(regime -> !regime.isCalibrated()) // a control of experiments
                .toList();

        assertThat(Regimes.names())
                .containsExactlyInAnyOrderElementsOf(
                        offered.stream().map(Regime::id).toList());
        for (var regime : offered) {
            assertThat(Regimes.isPretrained(regime.id())).as(regime.id()).isEqualTo(regime.isPretrained());
            assertThat(Regimes.isTrained(regime.id())).as(regime.id()).isEqualTo(isTaught(regime));
        }
    }
}
