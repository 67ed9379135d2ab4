package io.scanloop.eval.view;

import io.scanloop.eval.stream.CommittedStep;
import io.scanloop.events.PlannedPhase;
import io.scanloop.events.RunCancelled;
import io.scanloop.events.RunCompleted;
import io.scanloop.events.RunDecision;
import io.scanloop.events.RunFailed;
import io.scanloop.events.RunPaused;
import io.scanloop.events.RunResumed;
import io.scanloop.events.RunStarted;
import io.scanloop.events.StepClaimed;
import io.scanloop.events.StepCompleted;
import io.scanloop.events.StepEvent;
import io.scanloop.events.StepScheduled;
import io.scanloop.events.WorkerSeen;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the log says of one run. Decisions, steps and workers speak on topics of their own, so their order is open. */
final class RunLog {
    private final Map<String, StepScheduled> scheduled = new LinkedHashMap<>();
    private final Map<String, StepCompleted> completed = new LinkedHashMap<>();
    private final Map<String, String> holders = new HashMap<>();
    private final Map<String, WorkerSeen> seen = new HashMap<>();
    private @Nullable RunStarted started;
    private @Nullable RunDecision end;
    private boolean isPaused;

    void on(RunDecision decision) {
        if (decision instanceof RunStarted start) {
            started = start;
        } else if (decision instanceof StepScheduled step) {
            scheduled.putIfAbsent(step.step(), step); // later sendings carry the same order
        } else if (decision instanceof RunPaused) {
            isPaused = true;
        } else if (decision instanceof RunResumed) {
            isPaused = false;
        } else {
            end = decision;
        }
    }

    void on(StepEvent event) {
        holders.put(event.step(), event.worker());
        if (event instanceof StepCompleted done) {
            completed.putIfAbsent(done.step(), done);
        } else if (!(event instanceof StepClaimed)) {
            holders.remove(event.step());
        }
    }

    void on(String step, WorkerSeen worker) {
        seen.put(step, worker);
    }

    Optional<RunStarted> started() {
        return Optional.ofNullable(started);
    }

    boolean isOver() {
        return end != null;
    }

    /** Committed steps in the order of the log, as the stream wants them. */
    List<CommittedStep> committedSteps() {
        return completed.keySet().stream()
                .flatMap(step -> committedStep(step).stream())
                .toList();
    }

    Optional<CommittedStep> committedStep(String step) {
        var done = completed.get(step);
        var start = started;
        return done == null || start == null
                ? Optional.empty()
                : Optional.of(new CommittedStep(
                        done.project(),
                        done.run(),
                        step,
                        phaseOf(step),
                        done.attempt(),
                        done.worker(),
                        start.method(),
                        start.preset(),
                        done.manifest()));
    }

    /** As its order says, or as its name does while the order is not read. */
    private String phaseOf(String step) {
        var order = scheduled.get(step);
        return order == null
                ? step.substring(0, Math.max(1, step.indexOf('-')))
                : order.order().phase();
    }

    /** When the first of the steps was sent that are at work; empty when none is. */
    Optional<Instant> openSince() {
        if (isOver()) {
            return Optional.empty();
        }
        return scheduled.values().stream()
                .filter(step -> !completed.containsKey(step.step()))
                .map(StepScheduled::decidedAt)
                .min(Comparator.naturalOrder());
    }

    Optional<RunRecord> record() {
        return started()
                .map(start -> new RunRecord(
                        start,
                        List.copyOf(scheduled.values()),
                        List.copyOf(completed.values()),
                        end instanceof RunCompleted done ? done : null));
    }

    Optional<RunView> view(@Nullable String model) {
        return started().map(start -> view(start, model));
    }

    private RunView view(RunStarted start, @Nullable String model) {
        return new RunView(
                start.run(),
                start.project(),
                start.kind(),
                state(),
                start.cause().message(),
                start.method(),
                start.preset(),
                start.generation(),
                start.decidedAt(),
                end == null ? null : end.decidedAt(),
                start.plan().stream().map(this::phase).toList(),
                progress(start),
                model,
                completed.values().stream()
                        .mapToDouble(StepCompleted::deviceSeconds)
                        .sum(),
                end instanceof RunFailed failed
                        ? new RunView.Failure(failed.code(), failed.message(), failed.step())
                        : null);
    }

    private RunView.State state() {
        if (end == null) {
            return isPaused ? RunView.State.PAUSED : RunView.State.RUNNING;
        }
        return end instanceof RunCompleted
                ? RunView.State.COMPLETED
                : end instanceof RunCancelled ? RunView.State.CANCELLED : RunView.State.FAILED;
    }

    private RunView.Phase phase(PlannedPhase planned) {
        return new RunView.Phase(
                planned.phase(),
                planned.steps() * planned.shares(),
                done(planned),
                iterations(planned),
                isOver() ? null : current(planned.phase()).orElse(null));
    }

    private int done(PlannedPhase planned) {
        return (int) completed.keySet().stream()
                .filter(step -> isOf(planned.phase(), step))
                .count();
    }

    private static long iterations(PlannedPhase planned) {
        return planned.total() > 0 ? planned.total() : (long) planned.steps() * planned.iterations();
    }

    private Optional<RunView.Current> current(String phase) {
        return scheduled.values().stream()
                .filter(step -> step.order().phase().equals(phase) && !completed.containsKey(step.step()))
                .findFirst()
                .map(step -> new RunView.Current(step.step(), progress(step.step()), holders.get(step.step())));
    }

    private double progress(String step) {
        var worker = seen.get(step);
        var progress = worker == null ? null : worker.progress();
        return progress == null ? 0 : progress;
    }

    private double progress(RunStarted start) {
        if (end instanceof RunCompleted) {
            return 1;
        }
        double all = 0;
        double done = 0;
        for (var planned : start.plan()) {
            double ofPhase = iterations(planned);
            double steps = (double) planned.steps() * planned.shares();
            double atWork =
                    current(planned.phase()).map(RunView.Current::progress).orElse(0.0);
            all += ofPhase;
            done += ofPhase * Math.min(1, (done(planned) + atWork) / steps);
        }
        return done / all;
    }

    private boolean isOf(String phase, String step) {
        return phaseOf(step).equals(phase);
    }
}
