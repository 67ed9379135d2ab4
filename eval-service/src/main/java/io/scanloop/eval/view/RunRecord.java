package io.scanloop.eval.view;

import io.scanloop.events.RunCompleted;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunStarted;
import io.scanloop.events.StepCompleted;
import io.scanloop.events.StepKind;
import io.scanloop.events.StepScheduled;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a run, for those who judge what it left.
 *
 * @param scheduled its steps as they were first sent
 * @param completed its committed steps
 * @param end null while it goes on, or when it left no result
 */
public record RunRecord(
        RunStarted started,
        List<StepScheduled> scheduled,
        List<StepCompleted> completed,
        @Nullable RunCompleted end) {

    /** The model version that such a run leaves. */
    public String model() {
        return "m" + started.number();
    }

    /** Whether it leaves a model version. */
    public boolean leavesModel() {
        return started.kind() == RunKind.FINETUNE || started.kind() == RunKind.CYCLE;
    }

    /** The committed steps of a kind with their orders, first to last; a step whose order is not known is left out. */
    public List<CommittedStep> steps(StepKind kind) {
        return completed.stream()
                .filter(step -> step.kind() == kind)
                .flatMap(step -> order(step.step()).map(order -> new CommittedStep(order, step)).stream())
                .sorted(Comparator.comparingInt(
                                (CommittedStep step) -> step.scheduled().order().index())
                        .thenComparingInt(step -> step.scheduled().order().share()))
                .toList();
    }

    private Optional<StepScheduled> order(String step) {
        return scheduled.stream().filter(order -> order.step().equals(step)).findFirst();
    }

    /** A step that was sent and is committed. */
    public record CommittedStep(StepScheduled scheduled, StepCompleted completed) {}
}
