package io.scanloop.worker;

import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Regime;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.method.WeightAverage;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.PublishedWeights;
import io.scanloop.storage.layout.Finetuning;
import io.scanloop.workflow.step.StepFailure;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * How a run fine-tunes, the same for all of its steps.
 *
 * @param finetuning what the project says
 * @param regime what comes of it
 */
record FinetuningPlan(Finetuning finetuning, Regime regime) {

    /** What the project of a step asks for; a regime that lacks what it starts from is a failure that no second try mends. */
    static FinetuningPlan of(StepInputs inputs) {
        boolean isHandedOn =
                inputs.published() != null || inputs.step().order().inputs().containsKey("encoder");
        var named = inputs.finetuning().regime();
        var regime = named == null ? ofItself(isHandedOn) : named(named);
        if (regime.isPretrained() && !isHandedOn) {
            throw StepFailure.permanent(
                    "no-encoder",
                    "%s fine-tunes as %s, which starts from a pre-training, and has none as its input: pre-train first, or set the regime to scratch"
                            .formatted(inputs.step().subject(), regime.id()));
        }
        return new FinetuningPlan(inputs.finetuning(), regime);
    }

    private static Regime ofItself(boolean isHandedOn) {
        return isHandedOn ? Regime.FULL : Regime.SCRATCH;
    }

    private static Regime named(String id) {
        try {
            return Regime.named(id);
        } catch (IllegalArgumentException e) {
            throw StepFailure.permanent("unknown-regime", String.valueOf(e.getMessage()));
        }
    }

    /** Whether averages of the weights are judged beside them. */
    boolean isAveraged() {
        return finetuning.average() != null;
    }

    /** The method's fine-tuning in this regime, at these rates, with the average. */
    Objective objective(Method method, Task task) {
        var objective = regime.finetuning(method, task);
        Double decay = finetuning.layerDecay();
        if (decay != null && regime.isPretrained()) {
            var rates = method.layers(task).rates(decay);
            objective = objective.with(
                    objective.name(), objective.program(), objective.optimizer().and(rates));
        }
        Double average = finetuning.average();
        return average == null ? objective : WeightAverage.beside(objective, Schedule.averaging(average));
    }

    /** What of a pre-training is loaded; empty where that is nothing. */
    Optional<Loading> loading(Method method, Task task) {
        return regime.loading(method, task);
    }

    /** What of published weights is loaded; empty where that is nothing. */
    Optional<PublishedWeights> published(Method method, Task task) {
        return regime.published(method, task);
    }

    /** Writes down what the project said. */
    void note(SortedMap<String, String> provenance) {
        note(provenance, "regime", finetuning.regime());
        note(provenance, "layer_decay", finetuning.layerDecay());
        note(provenance, "average", finetuning.average());
    }

    private static void note(SortedMap<String, String> provenance, String name, @Nullable Object value) {
        if (value != null) {
            provenance.put(name, value.toString());
        }
    }
}
