package io.scanloop.workflow.dispatch;

import io.scanloop.events.ProjectConfigured;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunStarted;
import io.scanloop.events.StepKind;
import io.scanloop.storage.layout.Contender;
import io.scanloop.storage.layout.Finetuning;
import io.scanloop.storage.layout.ProjectConfiguration;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether a run of one method can start, and what it consists of. */
final class RunRules {
    /** Of a small project, so many studies may be unusable before training stops. */
    private static final int TOLERATED_STUDIES = 3;

    private static final double TOLERATED_SHARE = 0.02;
    /** How long a trigger rests after its run failed; twice as long after the next failure, up to most of a day. */
    private static final Duration FIRST_REST = Duration.ofMinutes(10);

    private static final int MOST_DOUBLINGS = 7;
    /** Numbers up to this are exact in every language that reads events. */
    private static final long LARGEST_SEED = (1L << 53) - 1;

    private final ProjectConfigured configured;
    private final ProjectConfiguration configuration;
    private final Cohort cohort;
    private final Wishes wishes;
    private final Decided decided;
    private final Reported reported;

    /** @param configuration for the run's method alone */
    RunRules(
            ProjectConfigured configured,
            ProjectConfiguration configuration,
            Cohort cohort,
            Wishes wishes,
            Decided decided,
            Reported reported) {
        this.configured = configured;
        this.configuration = configuration;
        this.cohort = cohort;
        this.wishes = wishes;
        this.decided = decided;
        this.reported = reported;
    }

    /** Why no worker could ever carry this out; empty when one can. */
    Optional<String> unrunnable() {
        return budget().isPresent()
                ? Optional.empty()
                : Optional.of("%s %s cannot be run yet: set method and preset to one of %s"
                        .formatted(configuration.method(), configuration.preset(), Budgets.runnable()));
    }

    private Optional<PresetBudget> budget() {
        return Budgets.of(configuration.method(), configuration.preset());
    }

    /** Whether nothing but labels teaches the method. */
    boolean learnsFromLabelsOnly() {
        return budget().map(budget -> !budget.pretrains()).orElse(false);
    }

    /** Why a run without labels makes no sense: there is no pre-training, or no need of one; empty when there is. */
    Optional<String> withoutPretraining() {
        if (finetuning().startsFromPublished()) {
            return Optional.of(
                    "the project starts from the published weights \"%s\" in place of a pre-training: ask for finetune"
                            .formatted(finetuning().encoder()));
        }
        return learnsFromLabelsOnly()
                ? Optional.of("%s has no pre-training, it learns from labels only: ask for finetune"
                        .formatted(configuration.method()))
                : Optional.empty();
    }

    /** What keeps such a run from starting, whatever the counts and the time; empty when nothing does. */
    Optional<Verdict> obstacle(RunWish wish) {
        return Stream.<Optional<Verdict>>of(
                        unrunnable().map(message -> Verdict.blocked("not-runnable", message)),
                        wish.kind() == RunKind.PRETRAIN
                                ? withoutPretraining().map(message -> Verdict.blocked("not-runnable", message))
                                : Optional.empty(),
                        quarantine(),
                        wishes.isPaused()
                                ? Optional.of(Verdict.blocked("paused", "the project is paused: resume it"))
                                : Optional.empty(),
                        wish.isPretraining() && figures().usableTrain() == 0
                                ? Optional.of(Verdict.blocked("no-studies", "there is no study on the train side yet"))
                                : Optional.empty(),
                        wish.isFinetuning() ? tooFewPatients() : Optional.empty(),
                        wish.kind() == RunKind.FINETUNE ? noEncoder(wish) : Optional.empty(),
                        isFull()
                                ? Optional.of(Verdict.waiting(
                                        "max-runs",
                                        "%d of at most %d runs are open: it starts after them"
                                                .formatted(
                                                        decided.open().size(),
                                                        configuration.triggers().maxRuns())))
                                : Optional.empty())
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * A regime that the project names starts from a pre-training; without, a fine-tuning goes its way from scratch, unless
     * its first pre-training is under way.
     */
    private Optional<Verdict> noEncoder(RunWish wish) {
        var regime = finetuning().regime();
        boolean isPretrained = regime == null ? !learnsFromLabelsOnly() : Regimes.isPretrained(regime);
        if (!isPretrained || finetuning().startsFromPublished() || parent(wish) != null) {
            return Optional.empty();
        }
        var coming = likeThis(StepKind.PRETRAIN).filter(run -> !run.isOver()).findFirst();
        if (coming.isPresent()) {
            var run = coming.get();
            return Optional.of(
                    run.isPaused()
                            ? Verdict.blocked(
                                    "pretraining",
                                    "fine-tuning waits for the pre-training of run %s, which is paused: resume or cancel it"
                                            .formatted(run.name()))
                            : Verdict.waiting(
                                    "pretraining",
                                    "fine-tuning waits for the pre-training of run %s".formatted(run.name())));
        }
        return regime == null
                ? Optional.empty()
                : Optional.of(Verdict.blocked(
                        "no-encoder",
                        "fine-tuning as %s waits for a pre-training with %s %s: ask for pretrain or cycle, or set the regime to scratch"
                                .formatted(regime, configuration.method(), configuration.preset())));
    }

    private Finetuning finetuning() {
        return configuration.finetuningOrDefault();
    }

    boolean isFull() {
        return decided.open().size() >= configuration.triggers().maxRuns();
    }

    private Optional<Verdict> quarantine() {
        var figures = figures();
        boolean isTooMuch =
                figures.quarantined() > TOLERATED_STUDIES && figures.quarantined() > TOLERATED_SHARE * figures.stored();
        return isTooMuch
                ? Optional.of(Verdict.blocked(
                        "too-many-quarantined",
                        "%d of %d studies are in quarantine, more than 2 percent: find out why, replace or erase them"
                                .formatted(figures.quarantined(), figures.stored())))
                : Optional.empty();
    }

    private Optional<Verdict> tooFewPatients() {
        return RunPlan.lackingPatients(figures().patients(), configuration.minimumPatients())
                .map(message -> Verdict.blocked("too-few-patients", message));
    }

    /**
     * The run whose encoder a fine-tuning starts from: the newest whose pre-training is complete, and like this project.
     *
     * @return null when there is none
     */
    @Nullable
    Run encoder() {
        Run newest = null;
        for (var run : decided.all()) {
            newest = hasEncoder(run) ? run : newest;
        }
        return newest;
    }

    /** Whether a run left an encoder that fits a project which has none of others. */
    boolean hasEncoder(Run run) {
        var phase = run.phase(StepKind.PRETRAIN);
        return phase != null
                && !finetuning().startsFromPublished()
                && isLikeThis(run)
                && reported.completed(run.name(), Run.lastStep(phase)) != null;
    }

    private boolean isLikeThis(Run run) {
        return run.isAlike(configured.generation(), new Contender(configuration.method(), configuration.preset()));
    }

    /** Revisions of train-side studies that no pre-training like this project's saw, or none that did not fail. */
    long unseenStudies() {
        return figures().trainRevisions() - seen(StepKind.PRETRAIN, RunStarted::studies);
    }

    /** Label sets that no fine-tuning like this project's saw, or none that did not fail. */
    long unseenLabelSets() {
        return figures().labelSets() - seen(StepKind.FINETUNE, RunStarted::labelSets);
    }

    private long seen(StepKind kind, ToLongFunction<RunStarted> mark) {
        return likeThis(kind)
                .filter(run -> !isInVain(run, kind))
                .map(Run::started)
                .mapToLong(mark)
                .max()
                .orElse(0);
    }

    /** Whether a run failed before it left anything of what it saw. One that people cancelled is not wanted again. */
    private boolean isInVain(Run run, StepKind kind) {
        var phase = run.phase(kind);
        return run.failure() != null
                && !(kind == StepKind.PRETRAIN
                        && phase != null
                        && reported.completed(run.name(), Run.lastStep(phase)) != null);
    }

    /**
     * Until when what the last runs in vain were to see waits for nothing but time: the longer, the more of them failed
     * in a row.
     *
     * @return the beginning of time when the last run did not fail, or when enough came since it started
     */
    Instant restsUntil(StepKind kind, int threshold) {
        int failures = 0;
        long tried = 0;
        var last = Instant.EPOCH;
        for (var run : likeThis(kind).toList()) {
            var failure = run.failure();
            failures = failure != null && isInVain(run, kind) ? failures + 1 : 0;
            last = failure == null ? Instant.EPOCH : failure.decidedAt();
            tried = kind == StepKind.PRETRAIN
                    ? run.started().studies()
                    : run.started().labelSets();
        }
        var figures = figures();
        long ever = kind == StepKind.PRETRAIN ? figures.trainRevisions() : figures.labelSets();
        return failures == 0 || ever - tried >= threshold
                ? Instant.EPOCH
                : last.plus(FIRST_REST.multipliedBy(1L << Math.min(MOST_DOUBLINGS, failures - 1)));
    }

    private CohortFigures figures() {
        return cohort.figures(configuration.contrasts());
    }

    /** In the order of their start. */
    private Stream<Run> likeThis(StepKind kind) {
        return decided.all().stream().filter(run -> run.includes(kind) && isLikeThis(run));
    }

    /** When the last run like this that does so was started; the beginning of time when none was. */
    Instant lastStart(StepKind kind) {
        return likeThis(kind)
                .map(run -> run.started().decidedAt())
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    /** The run, once its snapshot is stored. */
    Due start(RunWish wish, Instant now) {
        var studies = cohort.usable(configuration.contrasts());
        var figures = figures();
        long number = decided.nextNumber();
        var project = configured.project();
        var run = "r" + number;
        var parent = wish.kind() == RunKind.FINETUNE ? parent(wish) : null;
        var plan = RunPlan.of(configuration, wish.kind(), figures.testStudies());
        return preparation -> new RunStarted(
                "run-started/%s/%s".formatted(project, run),
                project,
                number,
                now,
                run,
                wish.kind(),
                wish.cause(),
                wish.priority(),
                configured.generation(),
                configured.version(),
                configured.configuration(),
                preparation.snapshot(project, configured.generation(), studies),
                configuration.method(),
                configuration.preset(),
                seed(project, run),
                parent,
                figures.trainRevisions(),
                figures.labelSets(),
                plan);
    }

    private @Nullable String parent(RunWish wish) {
        if (finetuning().startsFromPublished()) {
            return null;
        }
        if (wish.parent() != null) {
            return wish.parent();
        }
        var newest = encoder();
        return newest == null ? null : newest.name();
    }

    /** The same for the same run, and of no pattern. */
    static long seed(String project, String run) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest((project + "/" + run).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong() & LARGEST_SEED;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
