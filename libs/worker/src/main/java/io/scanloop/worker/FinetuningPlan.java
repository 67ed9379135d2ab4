package io.scanloop.worker;

import io.scanloop.events.Split;
import io.scanloop.learning.method.FinetuningProtocol;
import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Regime;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.PublishedWeights;
import io.scanloop.storage.layout.Finetuning;
import io.scanloop.worker.study.StudyCase;
import io.scanloop.worker.study.StudyCases;
import io.scanloop.workflow.step.StepFailure;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * How a run fine-tunes, the same for all of its steps.
 *
 * @param finetuning what the project says
 * @param protocol what comes of it
 */
record FinetuningPlan(Finetuning finetuning, FinetuningProtocol protocol) {

    /** What the project of a step asks for; a regime that lacks what it starts from is a failure that no second try mends. */
    static FinetuningPlan of(StepInputs inputs) {
        boolean isHandedOn =
                inputs.published() != null || inputs.step().order().inputs().containsKey("encoder");
        var finetuning = inputs.finetuning();
        var named = finetuning.regime();
        var regime = named == null ? ofItself(isHandedOn) : named(named);
        if (regime.isPretrained() && !isHandedOn) {
            throw StepFailure.permanent(
                    "no-encoder",
                    "%s fine-tunes as %s, which starts from a pre-training, and has none as its input: pre-train first, or set the regime to scratch"
                            .formatted(inputs.step().subject(), regime.id()));
        }
        return new FinetuningPlan(
                finetuning,
                new FinetuningProtocol(
                        regime,
                        finetuning.hasTeacher(),
                        Objects.requireNonNullElse(finetuning.layerDecay(), 1.0),
                        Objects.requireNonNullElse(finetuning.average(), 0.0)));
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
        return protocol.isAveraged();
    }

    /** Makes the batch of each iteration; with a mean teacher half of it is of any train study, without labels. */
    BatchFeed.Maker batches(StepInputs inputs, List<StudyCase> labelled, StudyCases studies) {
        long seed = inputs.step().order().seed();
        var views = protocol.views(inputs.method(), inputs.task());
        if (protocol.isTaught()) {
            var others =
                    inputs.of(Split.TRAIN).stream().map(studies::unlabelled).toList();
            return iteration -> views.draw(labelled, others, seed, iteration);
        }
        return iteration -> views.draw(labelled, seed, iteration);
    }

    /** What is trained; a mean teacher that cannot be is a failure that no second try mends. */
    Objective objective(Method method, Task task) {
        try {
            return protocol.objective(method, task);
        } catch (IllegalArgumentException e) {
            if (protocol.isTaught()) {
                throw StepFailure.permanent("no-teacher", String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /** What of a pre-training is loaded; empty where that is nothing. */
    Optional<Loading> loading(Method method, Task task) {
        return protocol.regime().loading(method, task);
    }

    /** What of published weights is loaded; empty where that is nothing. */
    Optional<PublishedWeights> published(Method method, Task task) {
        return protocol.regime().published(method, task);
    }

    /** Writes down what the project said. */
    void note(SortedMap<String, String> provenance) {
        note(provenance, "regime", finetuning.regime());
        note(provenance, "layer_decay", finetuning.layerDecay());
        note(provenance, "average", finetuning.average());
        note(provenance, "mean_teacher", finetuning.meanTeacher());
    }

    private static void note(SortedMap<String, String> provenance, String name, @Nullable Object value) {
        if (value != null) {
            provenance.put(name, value.toString());
        }
    }
}
