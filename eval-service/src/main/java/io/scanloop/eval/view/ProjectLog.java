package io.scanloop.eval.view;

import io.scanloop.events.EvaluationReport;
import io.scanloop.events.Event;
import io.scanloop.events.ModelEvent;
import io.scanloop.events.ProjectConfigured;
import io.scanloop.events.RunDecision;
import io.scanloop.events.RunStarted;
import io.scanloop.events.StepEvent;
import io.scanloop.events.StudyEvent;
import io.scanloop.events.Trigger;
import io.scanloop.events.TriggerEvaluated;
import io.scanloop.events.WorkerSeen;
import io.scanloop.workflow.dispatch.DecisionSequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the log says of one project. */
final class ProjectLog {
    private final Map<String, RunLog> runs = new LinkedHashMap<>();
    private final ArrivalShelf arrivals = new ArrivalShelf();
    private final ModelShelf models = new ModelShelf();
    private final Map<Trigger, TriggerView> triggers = new EnumMap<>(Trigger.class);
    private final DecisionSequence decisions = new DecisionSequence();
    private @Nullable ProjectConfigured configured;

    void on(Event event) {
        if (event instanceof ProjectConfigured now) {
            configured = configured == null || now.version() > configured.version() ? now : configured;
        } else if (event instanceof RunDecision decision) {
            decisions.accept(decision).forEach(counted -> run(counted.run()).on(counted));
        } else if (event instanceof StepEvent step) {
            run(step.run()).on(step);
        } else if (event instanceof WorkerSeen worker && worker.run() != null && worker.step() != null) {
            run(worker.run()).on(worker.step(), worker);
        } else if (event instanceof StudyEvent study) {
            arrivals.on(study);
        } else if (event instanceof ModelEvent model) {
            models.on(model);
        } else if (event instanceof EvaluationReport report) {
            models.on(report);
        } else if (event instanceof TriggerEvaluated trigger) {
            triggers.put(trigger.trigger(), TriggerView.of(trigger));
        }
    }

    private RunLog run(String run) {
        return runs.computeIfAbsent(run, name -> new RunLog());
    }

    Optional<ProjectView> view() {
        return Optional.ofNullable(configured)
                .map(now -> new ProjectView(
                        now.project(),
                        now.version(),
                        now.generation(),
                        arrivals.count(),
                        arrivals.labelledCount(),
                        (int) started(),
                        models.count(),
                        models.champion(now.generation())));
    }

    private long started() {
        return runs.values().stream().filter(run -> run.started().isPresent()).count();
    }

    boolean isConfigured() {
        return configured != null;
    }

    /** What each trigger said last, of those that said anything. */
    List<TriggerView> triggers() {
        return List.copyOf(triggers.values());
    }

    Arrivals arrivals() {
        return arrivals.view(Objects.requireNonNull(configured).project());
    }

    ModelShelf models() {
        return models;
    }

    /** Those that were started, in the order of their starts. */
    List<RunLog> startedRuns() {
        return runs.values().stream()
                .filter(run -> run.started().isPresent())
                .sorted(Comparator.comparingLong(
                        run -> run.started().map(RunStarted::number).orElse(0L)))
                .toList();
    }

    Optional<RunLog> startedRun(String run) {
        return Optional.ofNullable(runs.get(run)).filter(log -> log.started().isPresent());
    }

    Optional<RunView> runView(String run) {
        return Optional.ofNullable(runs.get(run)).flatMap(log -> log.view(models.ofRun(run)));
    }

    /** The newest first. */
    List<RunView> runViews() {
        var views = new ArrayList<RunView>();
        startedRuns()
                .forEach(log -> log.started()
                        .flatMap(start -> log.view(models.ofRun(start.run())))
                        .ifPresent(view -> views.add(0, view)));
        return views;
    }
}
