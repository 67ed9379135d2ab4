package io.scanloop.workflow.dispatch;

import io.scanloop.events.Priority;
import io.scanloop.events.ProjectConfigured;
import io.scanloop.events.RunCause;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunRequested;
import io.scanloop.events.StepKind;
import io.scanloop.events.Trigger;
import io.scanloop.events.TriggerEvaluated;
import io.scanloop.storage.layout.Contender;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.storage.layout.Triggers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When runs start: a run that begins anew first, then what people asked for in its order, then new studies, then new
 * labels, so that a pre-training that is due goes before a fine-tuning that is. Where methods are compared, arrivals are
 * counted for each of them, and each gets its own runs.
 */
final class TriggerRules {
    /** A request that could not be met for so long is not wanted any more. */
    private static final Duration PATIENCE_OF_REQUESTS = Duration.ofDays(30);
    /** Of the name of who asks, so much is told in a cause, which must fit into an event. */
    private static final int LONGEST_ACTOR = 200;

    private final ProjectConfigured configured;
    private final ProjectConfiguration configuration;
    private final Triggers triggers;
    private final Cohort cohort;
    private final Wishes wishes;
    private final Decided decided;
    private final Reported reported;
    private final Evaluated evaluated;

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
        this.reported = reported;
        this.evaluated = evaluated;
    }

    private RunRules runs(Contender contender) {
        return new RunRules(configured, configuration.as(contender), cohort, wishes, decided, reported);
    }

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
                .map(opinion -> runs(opinion.wish().contender()).start(opinion.wish(), now))
                .findFirst()
                .map(List::of)
                .orElse(List.of());
    }

    /** One opinion a trigger at most; no more of them are due than runs may start. */
    private List<Opinion> opinions(Instant now) {
        var all = Stream.of(
                        restart(),
                        manual(now),
                        newStudies(now),
                        most(StepKind.FINETUNE, contenders(), one -> one.newLabels(now)),
                        schedule())
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

    private Stream<Contender> contenders() {
        return configuration.contenders().stream();
    }

    /** Of methods that learn from labels only nothing is said, unless there are no others. */
    private Optional<Opinion> newStudies(Instant now) {
        var pretraining = contenders()
                .filter(contender -> !runs(contender).learnsFromLabelsOnly())
                .toList();
        return most(
                StepKind.PRETRAIN,
                pretraining.isEmpty() ? contenders() : pretraining.stream(),
                one -> one.newStudies(now));
    }

    /**
     * Of what a trigger says for each method, what goes furthest: a run that is due, or else a count that is enough. Among
     * such, it is the turn of the method whose last run is the longest ago.
     */
    private Optional<Opinion> most(
            StepKind kind, Stream<Contender> contenders, Function<ArrivalRules, Optional<Opinion>> trigger) {
        var opinions = contenders
                .sorted(Comparator.comparing(contender -> runs(contender).lastStart(kind)))
                .map(contender -> new ArrivalRules(contender, triggers, cohort, evaluated, runs(contender)))
                .map(trigger)
                .flatMap(Optional::stream)
                .toList();
        return Stream.<Predicate<Opinion>>of(
                        opinion -> opinion.verdict().isDue(),
                        opinion -> opinion.hasEnough() && !opinion.verdict().isBlocked(),
                        Opinion::hasEnough,
                        opinion -> true)
                .flatMap(wanted -> opinions.stream().filter(wanted))
                .findFirst();
    }

    /** The first run that can begin anew, or else the first. Of methods that are not trained any more, none does. */
    private Optional<Opinion> restart() {
        var opinions = decided.toRestart()
                .filter(run -> run.started().generation() == configured.generation()
                        && configuration.contender(run.started().method(), null).isPresent())
                .map(this::restart)
                .toList();
        return opinions.stream()
                .filter(opinion -> opinion.verdict().isDue())
                .findFirst()
                .or(() -> opinions.stream().findFirst());
    }

    private Opinion restart(Run run) {
        var failure = run.failure();
        var started = run.started();
        var message = "run %s begins anew without a study that was unusable".formatted(run.name());
        var wish = new RunWish(
                started.kind(),
                started.priority(),
                new RunCause(Trigger.RESTART, message, failure == null ? null : failure.id()),
                run.contender(),
                started.parent());
        var verdict = obstacle(wish).orElseGet(() -> Verdict.due("restart", message));
        return new Opinion(Trigger.RESTART, verdict.counting(run.restarts() + 1, StepRules.RESTARTS), wish);
    }

    private Optional<Verdict> obstacle(RunWish wish) {
        return runs(wish.contender()).obstacle(wish);
    }

    /** The first request that can be met, or else the first. */
    private Optional<Opinion> manual(Instant now) {
        var wishes = pending(now).map(this::wish).flatMap(Optional::stream).toList();
        return wishes.stream()
                .filter(wish -> obstacle(wish).isEmpty())
                .findFirst()
                .or(() -> wishes.stream().findFirst())
                .map(wish -> new Opinion(
                        Trigger.MANUAL,
                        obstacle(wish)
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

    /** Empty when the project does not train what is asked for. */
    private Optional<RunWish> wish(RunRequested request) {
        return configuration
                .contender(request.method(), request.preset())
                .map(contender -> new RunWish(
                        request.kind(),
                        request.priority(),
                        new RunCause(
                                Trigger.MANUAL, "%s asked for it".formatted(shortened(request.actor())), request.id()),
                        contender,
                        request.parent() == null ? null : runName(request.parent())));
    }

    private static String shortened(String actor) {
        return actor.length() <= LONGEST_ACTOR ? actor : actor.substring(0, LONGEST_ACTOR) + " ...";
    }

    /** A model version bears the number of its run. */
    private static String runName(String parent) {
        return parent.startsWith("m") ? "r" + parent.substring(1) : parent;
    }

    private Optional<TriggerEvaluated> refusal(RunRequested request, Instant now) {
        var known = wish(request);
        if (known.isEmpty()) {
            return Optional.of(refused(
                    request,
                    "other-method",
                    "the project does not train %s: ask for one of %s, or add it to comparedWith"
                            .formatted(request.method(), configuration.methods()),
                    now));
        }
        var wish = known.get();
        var runs = runs(wish.contender());
        if (!wish.isPretraining() && !wish.isFinetuning()) {
            var kind = request.kind().name().toLowerCase(Locale.ROOT);
            return Optional.of(refused(
                    request,
                    "not-runnable",
                    "runs to %s cannot be asked for: ask for pretrain, finetune or cycle".formatted(kind),
                    now));
        }
        var unrunnable = runs.unrunnable();
        if (unrunnable.isPresent()) {
            return Optional.of(refused(request, "not-runnable", unrunnable.get(), now));
        }
        if (wish.kind() == RunKind.PRETRAIN) {
            var without = runs.withoutPretraining();
            if (without.isPresent()) {
                return Optional.of(refused(request, "not-runnable", without.get(), now));
            }
        }
        if (wish.parent() == null) {
            return Optional.empty();
        }
        var parent = decided.find(wish.parent());
        boolean isFitting = wish.kind() == RunKind.FINETUNE && parent != null && runs.hasEncoder(parent);
        return isFitting
                ? Optional.empty()
                : Optional.of(refused(
                        request,
                        "unknown-parent",
                        "a fine-tuning can start from a run of this project that pre-trained with %s, which %s is not: leave the parent out for the newest"
                                .formatted(wish.contender().words(), request.parent()),
                        now));
    }

    private TriggerEvaluated refused(RunRequested request, String code, String message, Instant now) {
        return event(Trigger.MANUAL, Verdict.blocked(code, message).counting(1, 1), request.id(), now);
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
                        new RunWish(
                                RunKind.CYCLE,
                                Priority.NORMAL,
                                new RunCause(Trigger.SCHEDULE, schedule, null),
                                configuration.contenders().get(0),
                                null)));
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
