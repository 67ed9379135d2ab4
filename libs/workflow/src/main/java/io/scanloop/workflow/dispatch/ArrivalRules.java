package io.scanloop.workflow.dispatch;

import io.scanloop.events.Priority;
import io.scanloop.events.RunCause;
import io.scanloop.events.RunKind;
import io.scanloop.events.StepKind;
import io.scanloop.events.Trigger;
import io.scanloop.storage.layout.Contender;
import io.scanloop.storage.layout.Triggers;
import java.time.Instant;
import java.util.Optional;

/** What the studies and the labels that came ask of one method: nothing yet, or a run. */
final class ArrivalRules {
    /** Quiet is waited for so many times as long as it must last. */
    private static final int MOST_DEBOUNCES = 10;

    private final Contender contender;
    private final Triggers triggers;
    private final Cohort cohort;
    private final Evaluated evaluated;
    private final RunRules runs;

    /** @param runs of the same method */
    ArrivalRules(Contender contender, Triggers triggers, Cohort cohort, Evaluated evaluated, RunRules runs) {
        this.contender = contender;
        this.triggers = triggers;
        this.cohort = cohort;
        this.evaluated = evaluated;
        this.runs = runs;
    }

    /** Empty when no number of studies is to start anything. */
    Optional<Opinion> newStudies(Instant now) {
        int threshold = triggers.newStudies();
        if (threshold == 0) {
            return Optional.empty();
        }
        int count = limited(runs.unseenStudies());
        var wish = wish(
                RunKind.PRETRAIN,
                Trigger.NEW_STUDIES,
                "%d studies came that no pre-training with %s has seen".formatted(count, contender.words()));
        var without = runs.withoutPretraining();
        Verdict verdict;
        if (without.isPresent()) {
            verdict = Verdict.blocked("not-runnable", without.get() + ", or set newStudies to 0");
        } else if (count < threshold) {
            verdict = Verdict.waiting(
                    "too-few-studies",
                    "%d of %d studies came that are new to %s".formatted(count, threshold, contender.words()));
        } else {
            verdict = whenEnough(wish, StepKind.PRETRAIN, threshold, "enough-studies", now);
        }
        return Optional.of(new Opinion(Trigger.NEW_STUDIES, verdict.counting(count, threshold), wish));
    }

    /** Empty when no number of label sets is to start anything. */
    Optional<Opinion> newLabels(Instant now) {
        int threshold = triggers.newLabelSets();
        if (threshold == 0) {
            return Optional.empty();
        }
        int count = limited(runs.unseenLabelSets());
        var wish = wish(
                RunKind.FINETUNE,
                Trigger.NEW_LABELS,
                "%d label sets were accepted that no fine-tuning with %s has seen".formatted(count, contender.words()));
        var verdict = count < threshold
                ? Verdict.waiting(
                        "too-few-labels",
                        "%d of %d label sets were accepted that are new to %s"
                                .formatted(count, threshold, contender.words()))
                : whenEnough(wish, StepKind.FINETUNE, threshold, "enough-labels", now);
        return Optional.of(new Opinion(Trigger.NEW_LABELS, verdict.counting(count, threshold), wish));
    }

    private static int limited(long count) {
        return (int) Math.max(0, Math.min(count, Integer.MAX_VALUE));
    }

    private RunWish wish(RunKind kind, Trigger trigger, String message) {
        return new RunWish(
                kind, Priority.NORMAL, new RunCause(trigger, message, cohort.lastArrivalEvent()), contender, null);
    }

    private Verdict whenEnough(RunWish wish, StepKind kind, int threshold, String code, Instant now) {
        var obstacle = runs.obstacle(wish);
        if (obstacle.isPresent() && obstacle.get().isBlocked()) {
            return obstacle.get();
        }
        if (isRestless(wish.cause().trigger(), now)) {
            return Verdict.waiting(
                    "debounce",
                    "it waits until nothing has come for %s, but at most %s"
                            .formatted(triggers.debounce(), triggers.debounce().multipliedBy(MOST_DEBOUNCES)));
        }
        if (now.isBefore(runs.lastStart(kind).plus(triggers.coolDown()))) {
            return Verdict.waiting(
                    "cool-down", "it waits until %s after the last start".formatted(triggers.coolDown()));
        }
        var rest = runs.restsUntil(kind, threshold);
        if (now.isBefore(rest)) {
            return Verdict.waiting(
                    "last-run-failed",
                    "the last run like it failed: it waits until %s, or until as many came again".formatted(rest));
        }
        return obstacle.orElseGet(() -> Verdict.due(code, wish.cause().message()));
    }

    /** Whether quiet is still waited for: not for ever, since studies may come in a steady stream, or by a wrong clock. */
    private boolean isRestless(Trigger trigger, Instant now) {
        boolean isPatient = evaluated
                .enoughSince(trigger)
                .map(since -> now.isBefore(since.plus(triggers.debounce().multipliedBy(MOST_DEBOUNCES))))
                .orElse(true);
        return isPatient && now.isBefore(cohort.lastArrival().plus(triggers.debounce()));
    }
}
