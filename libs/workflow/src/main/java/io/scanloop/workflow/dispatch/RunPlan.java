package io.scanloop.workflow.dispatch;

import io.scanloop.events.PlannedPhase;
import io.scanloop.events.RunKind;
import io.scanloop.events.Split;
import io.scanloop.events.StepKind;
import io.scanloop.storage.layout.ProjectConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run consists of, by configuration and counts alone. */
public final class RunPlan {
    private RunPlan() {}

    /**
     * The phases of a run in order. A phase that would have nothing to do is left out.
     *
     * @param configuration for the run's method alone
     * @param testStudies labelled studies of the test side
     * @throws IllegalArgumentException when no worker can run the method under the preset
     */
    public static List<PlannedPhase> of(ProjectConfiguration configuration, RunKind kind, int testStudies) {
        var budget = Budgets.of(configuration.method(), configuration.preset())
                .orElseThrow(() -> new IllegalArgumentException("%s %s cannot be run: choose one of %s"
                        .formatted(configuration.method(), configuration.preset(), Budgets.runnable())))
                .orAsIn(configuration.budget());
        var plan = new ArrayList<PlannedPhase>();
        if (kind != RunKind.FINETUNE && !configuration.finetuningOrDefault().startsFromPublished()) {
            add(plan, "pretrain", StepKind.PRETRAIN, budget.pretrain(), budget.step());
        }
        if (kind != RunKind.PRETRAIN) {
            add(plan, "finetune", StepKind.FINETUNE, budget.finetune(), budget.step());
            add(plan, "predict", StepKind.EVALUATE, testStudies, budget.studies());
        }
        return List.copyOf(plan);
    }

    private static void add(List<PlannedPhase> plan, String name, StepKind kind, int total, int perStep) {
        if (total > 0) {
            int iterations = Math.min(total, perStep);
            int steps = (total + iterations - 1) / iterations;
            var after = plan.isEmpty()
                    ? List.<String>of()
                    : List.of(plan.get(plan.size() - 1).phase());
            plan.add(new PlannedPhase(name, kind, steps, 1, iterations, total, after));
        }
    }

    /**
     * What fine-tuning waits for, in words; empty when there are enough patients.
     *
     * @param present patients with labels by side
     * @param minimum how many there must be
     */
    public static Optional<String> lackingPatients(Map<Split, Integer> present, Map<Split, Integer> minimum) {
        if (Stream.of(Split.values())
                .allMatch(side -> present.getOrDefault(side, 0) >= minimum.getOrDefault(side, 0))) {
            return Optional.empty();
        }
        return Optional.of(Stream.of(Split.values())
                .map(side -> "%s has %d of %d"
                        .formatted(
                                side.name().toLowerCase(Locale.ROOT),
                                present.getOrDefault(side, 0),
                                minimum.getOrDefault(side, 0)))
                .collect(Collectors.joining(", ", "fine-tuning waits for labeled patients: ", "")));
    }
}
