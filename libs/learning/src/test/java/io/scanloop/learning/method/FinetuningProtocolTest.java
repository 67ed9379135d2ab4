package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FinetuningProtocolTest {
    private static final Task ONE = new Task(List.of("T1"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");
    private static final Method METHOD = Methods.named("pix2rep");
    private static final String LAST_LAYER = "backbone.decoder.0.conv2.weight";

    @Test
    void ofARegimeAloneItIsTheRegimes() {
        var objective = new FinetuningProtocol(Regime.WARM_UP, false, 1, 0).objective(METHOD, ONE);

        assertThat(objective.name())
                .isEqualTo(Regime.WARM_UP.finetuning(METHOD, ONE).name());
        assertThat(objective.teacher()).isNull();
    }

    @Test
    void ratesDecayWhereSomethingIsLoaded() {
        var plain = METHOD.finetuning(ONE).optimizer().multiplier(LAST_LAYER);

        assertThat(decayed(Regime.FULL).multiplier(LAST_LAYER)).isEqualTo(0.5 * plain);
        assertThat(decayed(Regime.SCRATCH))
                .isEqualTo(Regime.SCRATCH.finetuning(METHOD, ONE).optimizer());
    }

    private static OptimizerPlan decayed(Regime regime) {
        return new FinetuningProtocol(regime, false, 0.5, 0)
                .objective(METHOD, ONE)
                .optimizer();
    }

    @Test
    void averagesAreItsOwnOrTheMeanTeachers() {
        var averaged = new FinetuningProtocol(Regime.FULL, false, 1, 0.9);
        var taught = new FinetuningProtocol(Regime.FULL, true, 1, 0);

        for (var protocol : List.of(averaged, taught)) {
            assertThat(protocol.isAveraged()).isTrue();
            assertThat(protocol.objective(METHOD, ONE).teacher())
                    .extracting(Teacher::teacher)
                    .isEqualTo(WeightAverage.PREFIX);
        }
        assertThat(taught.views(METHOD, ONE).cases())
                .as("each labelled case with one that is not")
                .isEqualTo(METHOD.meanTeacher(ONE).orElseThrow().views().cases());
        assertThatThrownBy(() -> new FinetuningProtocol(Regime.FULL, true, 1, 0.9).objective(METHOD, ONE))
                .hasMessageContaining("has a teacher");
    }
}
