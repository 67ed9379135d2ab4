package io.scanloop.workflow.dispatch;

import io.scanloop.events.Event;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.PlannedPhase;
import io.scanloop.events.Priority;
import io.scanloop.events.Reason;
import io.scanloop.events.RunCancelled;
import io.scanloop.events.RunCompleted;
import io.scanloop.events.RunFailed;
import io.scanloop.events.RunPaused;
import io.scanloop.events.RunResumed;
import io.scanloop.events.StepCompleted;
import io.scanloop.events.StepFailed;
import io.scanloop.events.StepInterrupted;
import io.scanloop.events.StepKind;
import io.scanloop.events.StepOrder;
import io.scanloop.events.StepReady;
import io.scanloop.events.StepScheduled;
import io.scanloop.events.StudyQuarantined;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How an open run goes on: steps follow each other, are continued, sent again, given up. */
final class StepRules {
    /** Attempts that may come to nothing before a step is given up; those that were asked to stop do not count. */
    static final int ATTEMPTS = 5;
    /** Code of a run of which a step came to nothing too often. */
    static final String ATTEMPTS_SPENT = "attempts-spent";
    /** How often a run may begin anew without a study. */
    static final int RESTARTS = 3;

    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);
    private static final int LONGEST_TEXT = 1500;
    /** Who quarantines a study that a worker could not use. */
    private static final String ACTOR = "dispatch";

    private final String project;
    private final Cohort cohort;
    private final Wishes wishes;
    private final Decided decided;
    private final Reported reported;

    StepRules(String project, Cohort cohort, Wishes wishes, Decided decided, Reported reported) {
        this.project = project;
        this.cohort = cohort;
        this.wishes = wishes;
        this.decided = decided;
        this.reported = reported;
    }

    /** The record that goes into the queue. */
    static StepReady ready(StepScheduled step, Priority priority) {
        return new StepReady(
                StepSending.of(step).eventId(),
                step.decidedAt(),
                step.project(),
                step.run(),
                step.step(),
                step.kind(),
                priority,
                step.sending(),
                step.order(),
                step.progress());
    }

    /** An attempt of which no end was heard, whose worker lives. */
    static Optional<StepTrail.Attempt> liveAttempt(StepTrail trail, Surroundings around) {
        return trail.attempts().stream()
                .filter(attempt -> attempt.isOpen() && around.isAlive(attempt.name()))
                .findFirst();
    }

    /** What is due in this run; empty when there is nothing but to wait. */
    Optional<Due> next(Run run, Instant now, Surroundings around) {
        var cancel = wishes.cancel(run.name());
        if (cancel.isPresent()) {
            var asked = cancel.get();
            return due(new RunCancelled(
                    "run-cancelled/%s/%s".formatted(project, run.name()),
                    project,
                    number(),
                    now,
                    run.name(),
                    asked.actor(),
                    asked.id()));
        }
        var phase = current(run);
        if (phase == null) {
            return due(completed(run, now));
        }
        var hold = wishes.hold(run.name());
        if (hold.isPresent() && hold.get().isPause() != run.isPaused()) {
            return due(hold.get().isPause() ? paused(run, hold.get(), now) : resumed(run, hold.get(), now));
        }
        return run.isPaused() ? Optional.empty() : inPhase(run, phase, now, around);
    }

    /** The first phase that is not over; phases before it in the plan are. Null when all are. */
    private @Nullable PlannedPhase current(Run run) {
        return run.started().plan().stream()
                .filter(phase -> reported.completed(run.name(), Run.lastStep(phase)) == null)
                .findFirst()
                .orElse(null);
    }

    private Optional<Due> inPhase(Run run, PlannedPhase phase, Instant now, Surroundings around) {
        int index = 0;
        while (reported.completed(run.name(), Run.step(phase.phase(), index)) != null) {
            index++;
        }
        var scheduled = run.scheduled(Run.step(phase.phase(), index));
        return scheduled == null
                ? due(first(run, phase, index, now))
                : further(run, scheduled, reported.trail(run.name(), scheduled.step()), now, around);
    }

    private Optional<Due> further(Run run, StepScheduled step, StepTrail trail, Instant now, Surroundings around) {
        var failure = trail.decisiveFailure();
        if (failure.isPresent()) {
            return Optional.of(afterFailure(run, failure.get(), now));
        }
        if (liveAttempt(trail, around).isPresent()) {
            return Optional.empty();
        }
        if (trail.spent() >= ATTEMPTS) {
            return Optional.of(givenUp(run, step, trail, now));
        }
        var last = trail.attemptsAt(step.sending()).reduce((first, second) -> second);
        if (last.isEmpty()) {
            return Optional.empty(); // it lies in its queue, or will be put there
        }
        var ended = trail.attemptsAt(step.sending())
                .filter(attempt -> !attempt.isOpen())
                .reduce((first, second) -> second);
        boolean isToGoOn = ended.map(attempt -> isTimeAfter(attempt, trail, now))
                .orElseGet(() -> !around.isQueued(StepSending.of(step)));
        return isToGoOn ? due(again(step, trail, now)) : Optional.empty();
    }

    private static boolean isTimeAfter(StepTrail.Attempt ended, StepTrail trail, Instant now) {
        if (ended.end() instanceof StepInterrupted || ended.end() == null) {
            return true;
        }
        return !now.isBefore(ended.end().at().plus(backoff(trail.failed())));
    }

    private static Duration backoff(int failures) {
        var backoff = FIRST_BACKOFF.multipliedBy(1L << Math.min(10, Math.max(0, failures - 1)));
        return backoff.compareTo(LONGEST_BACKOFF) < 0 ? backoff : LONGEST_BACKOFF;
    }

    private StepScheduled first(Run run, PlannedPhase phase, int index, Instant now) {
        var started = run.started();
        long firstIteration = (long) index * phase.iterations();
        var order = new StepOrder(
                started.method(),
                started.preset(),
                phase.phase(),
                index,
                0,
                1,
                firstIteration,
                (int) Math.min(phase.iterations(), phase.total() - firstIteration),
                phase.total(),
                started.seed(),
                started.configuration(),
                started.snapshot(),
                inputs(run, phase, index));
        return scheduled(run.name(), Run.step(phase.phase(), index), phase.kind(), 1, order, null, now);
    }

    private Map<String, ObjectRef> inputs(Run run, PlannedPhase phase, int index) {
        var inputs = new HashMap<String, ObjectRef>();
        if (index > 0) {
            inputs.put("previous", manifest(run, Run.step(phase.phase(), index - 1)));
        }
        if (phase.kind() == StepKind.FINETUNE) {
            encoder(run).ifPresent(encoder -> inputs.put("encoder", encoder));
        }
        var model = run.phase(StepKind.FINETUNE);
        if (phase.kind() == StepKind.EVALUATE && model != null) {
            inputs.put("model", manifest(run, Run.lastStep(model)));
        }
        return inputs;
    }

    private ObjectRef manifest(Run run, String step) {
        return Objects.requireNonNull(reported.completed(run.name(), step), "a step before is completed")
                .manifest();
    }

    /** What the pre-training left that a fine-tuning starts from: that of the run itself, or of its parent. */
    private Optional<ObjectRef> encoder(Run run) {
        var source = run.includes(StepKind.PRETRAIN)
                ? run
                : Optional.ofNullable(run.started().parent()).map(decided::find).orElse(null);
        var phase = source == null ? null : source.phase(StepKind.PRETRAIN);
        return source == null || phase == null
                ? Optional.empty()
                : Optional.ofNullable(reported.completed(source.name(), Run.lastStep(phase)))
                        .map(StepCompleted::manifest);
    }

    private StepScheduled again(StepScheduled step, StepTrail trail, Instant now) {
        return scheduled(step.run(), step.step(), step.kind(), step.sending() + 1, step.order(), trail.progress(), now);
    }

    private StepScheduled scheduled(
            String run,
            String step,
            StepKind kind,
            int sending,
            StepOrder order,
            @Nullable ObjectRef progress,
            Instant now) {
        return new StepScheduled(
                "step-scheduled/%s/%s/%s/%d".formatted(project, run, step, sending),
                project,
                number(),
                now,
                run,
                step,
                kind,
                sending,
                order,
                progress);
    }

    private Due afterFailure(Run run, StepFailed failure, Instant now) {
        var study = failure.study();
        var revision = failure.revision();
        var patient = study == null ? null : cohort.patientOf(study);
        if (study == null || revision == null || patient == null) {
            return Due.plain(failed(run, failure.step(), failure.code(), failure.message(), now));
        }
        if (!cohort.isQuarantined(study, revision)) {
            return Due.plain(new StudyQuarantined(
                    "study-quarantined/%s/%s/r%d".formatted(project, study, revision),
                    now,
                    project,
                    patient,
                    study,
                    revision,
                    new Reason(failure.code(), null, failure.message()),
                    ACTOR));
        }
        if (run.restarts() < RESTARTS) {
            var message = "study %s revision %d is unusable (%s): the run begins anew without it"
                    .formatted(study, revision, shortened(failure.message()));
            return Due.plain(failed(run, failure.step(), Decided.STUDY_QUARANTINED, message, now));
        }
        var message =
                "study %s revision %d is unusable (%s), and the run began anew %d times before: look at the studies, "
                                .formatted(study, revision, shortened(failure.message()), RESTARTS)
                        + "then ask for a run";
        return Due.plain(failed(run, failure.step(), "restarts-spent", message, now));
    }

    private Due givenUp(Run run, StepScheduled step, StepTrail trail, Instant now) {
        var cause = trail.lastFailure()
                .map(failure -> "the last failed with %s: %s".formatted(failure.code(), shortened(failure.message())))
                .orElse("their workers were not heard of again; look for what ended them, like memory");
        var message = "step %s came to nothing in %d attempts, %s".formatted(step.step(), trail.spent(), cause);
        var ready = ready(step, wishes.priority(run.name(), run.started().priority()));
        var decision = failed(run, step.step(), ATTEMPTS_SPENT, message, now);
        return preparation -> {
            preparation.deadLetter(ready, message);
            return decision;
        };
    }

    private RunFailed failed(Run run, String step, String code, String message, Instant now) {
        return new RunFailed(
                "run-failed/%s/%s".formatted(project, run.name()),
                project,
                number(),
                now,
                run.name(),
                step,
                code,
                shortened(message));
    }

    private RunCompleted completed(Run run, Instant now) {
        var plan = run.started().plan();
        double deviceSeconds = reported.trails(run.name()).stream()
                .map(StepTrail::completed)
                .filter(Objects::nonNull)
                .mapToDouble(StepCompleted::deviceSeconds)
                .sum();
        return new RunCompleted(
                "run-completed/%s/%s".formatted(project, run.name()),
                project,
                number(),
                now,
                run.name(),
                manifest(run, Run.lastStep(plan.get(plan.size() - 1))),
                deviceSeconds);
    }

    private RunPaused paused(Run run, Wishes.Hold hold, Instant now) {
        return new RunPaused(
                "run-paused/%s/%s/%d".formatted(project, run.name(), number()),
                project,
                number(),
                now,
                run.name(),
                "somebody asked for it",
                hold.request());
    }

    private RunResumed resumed(Run run, Wishes.Hold hold, Instant now) {
        return new RunResumed(
                "run-resumed/%s/%s/%d".formatted(project, run.name(), number()),
                project,
                number(),
                now,
                run.name(),
                "somebody asked for it",
                hold.request());
    }

    private long number() {
        return decided.nextNumber();
    }

    private static Optional<Due> due(Event event) {
        return Optional.of(Due.plain(event));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + " ...";
    }
}
