package io.scanloop.workflow.dispatch;

import io.scanloop.events.Priority;
import io.scanloop.events.ProjectConfigured;
import io.scanloop.events.RunCause;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunRequested;
import io.scanloop.events.StepKind;
import io.scanloop.events.Trigger;
import io.scanloop.events.TriggerEvaluated;
import io.scanloop.events.TriggerVerdict;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.storage.layout.Triggers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When runs start: a run that begins anew first, then what people asked for in its order, then new studies, then new
 * labels, so that a pre-training that is due goes before a fine-tuning that is.
 */
final class TriggerRules {
    /** A request that could not be met for so long is not wanted any more. */
    private static final Duration PATIENCE_OF_REQUESTS = Duration.ofDays(30);
    /** Of the name of who asks, so much is told in a cause, which must fit into an event. */
    private static final int LONGEST_ACTOR = 200;

    /** Quiet is waited for so many times as long as it must last. */
    private static final int MOST_DEBOUNCES = 10;

    private final ProjectConfigured configured;
    private final ProjectConfiguration configuration;
    private final Triggers triggers;
    private final Cohort cohort;
    private final Wishes wishes;
    private final Decided decided;
    private final Evaluated evaluated;
    private final RunRules runs;

    TriggerRules(
            ProjectConfigured configured,
            ProjectConfiguration configuration,
            Cohort cohort,
            Wishes wishes,
            Decided decided,
            Reported reported,
            Evaluated evaluated) {
        this.configured = configured;
        this.configuration = configuration;
        this.triggers = configuration.triggers();
        this.cohort = cohort;
        this.wishes = wishes;
        this.decided = decided;
        this.evaluated = evaluated;
        this.runs = new RunRules(configured, configuration, cohort, wishes, decided, reported);
    }

    /** What a trigger says, and the run that it would start. */
    private record Opinion(Trigger trigger, Verdict verdict, RunWish wish) {}

    /** What is news of the triggers; when there is none, the run that is to start. */
    List<Due> due(Instant now) {
        var refused =
                pending(now).flatMap(request -> refusal(request, now).stream()).findFirst();
        if (refused.isPresent()) {
            return List.of(Due.plain(refused.get()));
        }
        var opinions = opinions(now);
        var news = opinions.stream()
                .filter(opinion -> evaluated.isOther(
                        opinion.trigger(),
                        opinion.verdict().verdict(),
                        opinion.verdict().code()))
                .map(opinion -> Due.plain(event(opinion.trigger(), opinion.verdict(), null, now)))
                .toList();
        if (!news.isEmpty()) {
            return news;
        }
        return opinions.stream()
                .filter(opinion -> opinion.verdict().isDue())
                .map(opinion -> runs.start(opinion.wish(), now))
                .findFirst()
                .map(List::of)
                .orElse(List.of());
    }

    /** One opinion a trigger at most; no more of them are due than runs may start. */
    private List<Opinion> opinions(Instant now) {
        var all = Stream.of(restart(), manual(now), newStudies(now), newLabels(now), schedule())
                .flatMap(Optional::stream)
                .toList();
        var opinions = new ArrayList<Opinion>();
        int free = triggers.maxRuns() - decided.open().size();
        for (var opinion : all) {
            var verdict = opinion.verdict();
            if (verdict.isDue() && free-- <= 0) {
                verdict = Verdict.waiting("max-runs", "another run starts before it")
                        .counting(verdict.count(), verdict.threshold());
            }
            opinions.add(new Opinion(opinion.trigger(), verdict, opinion.wish()));
        }
        return opinions;
    }

    private Optional<Opinion> restart() {
        return decided.toRestart().map(run -> {
            var failure = run.failure();
            var message = "run %s begins anew without a study that was unusable".formatted(run.name());
            var started = run.started();
            var wish = new RunWish(
                    started.kind(),
                    started.priority(),
                    new RunCause(Trigger.RESTART, message, failure == null ? null : failure.id()),
                    started.preset(),
                    started.parent());
            var verdict = runs.obstacle(wish).orElseGet(() -> Verdict.due("restart", message));
            return new Opinion(Trigger.RESTART, verdict.counting(run.restarts() + 1, StepRules.RESTARTS), wish);
        });
    }

    /** The first request that can be met, or else the first. */
    private Optional<Opinion> manual(Instant now) {
        var wishes = pending(now).map(this::wish).toList();
        return wishes.stream()
                .filter(wish -> runs.obstacle(wish).isEmpty())
                .findFirst()
                .or(() -> wishes.stream().findFirst())
                .map(wish -> new Opinion(
                        Trigger.MANUAL,
                        runs.obstacle(wish)
                                .orElseGet(() ->
                                        Verdict.due("requested", wish.cause().message()))
                                .counting(wishes.size(), 1),
                        wish));
    }

    private Stream<RunRequested> pending(Instant now) {
        return wishes.runs().stream()
                .filter(request -> !decided.isAnswered(request.id())
                        && !evaluated.isRefused(request.id())
                        && request.at().isAfter(now.minus(PATIENCE_OF_REQUESTS)));
    }

    private RunWish wish(RunRequested request) {
        return new RunWish(
                request.kind(),
                request.priority(),
                new RunCause(Trigger.MANUAL, "%s asked for it".formatted(shortened(request.actor())), request.id()),
                request.preset() == null ? configuration.preset() : request.preset(),
                request.parent() == null ? null : runName(request.parent()));
    }

    private static String shortened(String actor) {
        return actor.length() <= LONGEST_ACTOR ? actor : actor.substring(0, LONGEST_ACTOR) + " ...";
    }

    /** A model version bears the number of its run. */
    private static String runName(String parent) {
        return parent.startsWith("m") ? "r" + parent.substring(1) : parent;
    }

    private Optional<TriggerEvaluated> refusal(RunRequested request, Instant now) {
        var wish = wish(request);
        if (!wish.isPretraining() && !wish.isFinetuning()) {
            var kind = request.kind().name().toLowerCase(Locale.ROOT);
            return Optional.of(refused(
                    request,
                    "not-runnable",
                    "runs to %s cannot be asked for: ask for pretrain, finetune or cycle".formatted(kind),
                    now));
        }
        var unrunnable = runs.unrunnable(wish.preset());
        if (unrunnable.isPresent()) {
            return Optional.of(refused(request, "not-runnable", unrunnable.get(), now));
        }
        if (wish.kind() == RunKind.PRETRAIN) {
            var without = runs.withoutPretraining(wish.preset());
            if (without.isPresent()) {
                return Optional.of(refused(request, "not-runnable", without.get(), now));
            }
        }
        if (wish.parent() == null) {
            return Optional.empty();
        }
        var parent = decided.find(wish.parent());
        boolean isFitting = wish.kind() == RunKind.FINETUNE && parent != null && runs.hasEncoder(parent, wish.preset());
        return isFitting
                ? Optional.empty()
                : Optional.of(refused(
                        request,
                        "unknown-parent",
                        "a fine-tuning can start from a run of this project that pre-trained with %s %s, which %s is not: leave the parent out for the newest"
                                .formatted(configuration.method(), wish.preset(), request.parent()),
                        now));
    }

    private TriggerEvaluated refused(RunRequested request, String code, String message, Instant now) {
        return event(Trigger.MANUAL, Verdict.blocked(code, message).counting(1, 1), request.id(), now);
    }

    private Optional<Opinion> newStudies(Instant now) {
        int threshold = triggers.newStudies();
        if (threshold == 0) {
            return Optional.empty();
        }
        int count = (int) Math.max(0, Math.min(runs.unseenStudies(), Integer.MAX_VALUE));
        var wish = wish(
                RunKind.PRETRAIN,
                Trigger.NEW_STUDIES,
                "%d studies came that no pre-training has seen".formatted(count));
        var without = runs.withoutPretraining(configuration.preset());
        Verdict verdict;
        if (without.isPresent()) {
            verdict = Verdict.blocked("not-runnable", without.get() + ", or set newStudies to 0");
        } else if (count < threshold) {
            verdict = Verdict.waiting("too-few-studies", "%d of %d new studies came".formatted(count, threshold));
        } else {
            verdict = whenEnough(wish, StepKind.PRETRAIN, threshold, "enough-studies", now);
        }
        return Optional.of(new Opinion(Trigger.NEW_STUDIES, verdict.counting(count, threshold), wish));
    }

    private Optional<Opinion> newLabels(Instant now) {
        int threshold = triggers.newLabelSets();
        if (threshold == 0) {
            return Optional.empty();
        }
        int count = (int) Math.max(0, Math.min(runs.unseenLabelSets(), Integer.MAX_VALUE));
        var wish = wish(
                RunKind.FINETUNE,
                Trigger.NEW_LABELS,
                "%d label sets were accepted that no fine-tuning has seen".formatted(count));
        var verdict = count < threshold
                ? Verdict.waiting("too-few-labels", "%d of %d new label sets were accepted".formatted(count, threshold))
                : whenEnough(wish, StepKind.FINETUNE, threshold, "enough-labels", now);
        return Optional.of(new Opinion(Trigger.NEW_LABELS, verdict.counting(count, threshold), wish));
    }

    /** A schedule that was asked for and is not followed must not go unnoticed. */
    private Optional<Opinion> schedule() {
        return Optional.ofNullable(triggers.schedule())
                .map(schedule -> new Opinion(
                        Trigger.SCHEDULE,
                        Verdict.blocked(
                                "not-runnable",
                                "schedules like \"%s\" are not followed yet: ask for runs by request"
                                        .formatted(schedule)),
                        wish(RunKind.CYCLE, Trigger.SCHEDULE, schedule)));
    }

    private RunWish wish(RunKind kind, Trigger trigger, String message) {
        return new RunWish(
                kind,
                Priority.NORMAL,
                new RunCause(trigger, message, cohort.lastArrivalEvent()),
                configuration.preset(),
                null);
    }

    private Verdict whenEnough(RunWish wish, StepKind kind, int threshold, String code, Instant now) {
        var obstacle = runs.obstacle(wish);
        if (obstacle.isPresent() && obstacle.get().verdict() == TriggerVerdict.BLOCKED) {
            return obstacle.get();
        }
        if (isRestless(wish.cause().trigger(), now)) {
            return Verdict.waiting(
                    "debounce",
                    "it waits until nothing has come for %s, but at most %s"
                            .formatted(triggers.debounce(), triggers.debounce().multipliedBy(MOST_DEBOUNCES)));
        }
        if (now.isBefore(decided.lastStart(kind).plus(triggers.coolDown()))) {
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

    private TriggerEvaluated event(Trigger trigger, Verdict verdict, @Nullable String request, Instant now) {
        var name = trigger.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new TriggerEvaluated(
                "trigger-evaluated/%s/%s/%d".formatted(configured.project(), name, now.toEpochMilli()),
                now,
                configured.project(),
                trigger,
                verdict.verdict(),
                verdict.code(),
                verdict.message(),
                verdict.count(),
                verdict.threshold(),
                request);
    }
}
