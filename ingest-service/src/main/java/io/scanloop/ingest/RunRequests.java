package io.scanloop.ingest;

import io.scanloop.events.CancelRequested;
import io.scanloop.events.EventCodec;
import io.scanloop.events.Priority;
import io.scanloop.events.RequestEvent;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunRequested;
import io.scanloop.ingest.Refusal.Kind;
import io.scanloop.storage.layout.Contender;
import io.scanloop.storage.layout.Names;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.workflow.dispatch.Budgets;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What people ask dispatch for. A request is an event and nothing else, so it is not taken while the broker is away. */
public final class RunRequests {
    private static final Pattern RUN = Pattern.compile("r[1-9][0-9]{0,17}");

    private final Projects projects;
    private final StudyCatalog catalog;
    private final Announcer announcer;
    private final Duration patience;
    private final Clock clock;

    RunRequests(Projects projects, StudyCatalog catalog, Announcer announcer, Duration patience, Clock clock) {
        this.projects = projects;
        this.catalog = catalog;
        this.announcer = announcer;
        this.patience = patience;
        this.clock = clock;
    }

    /** Asks for a run, whatever the triggers say. */
    public RequestEvent start(String project, RunRequest request, String actor) {
        var kind = kind(request.kind());
        var priority = priority(request.priority());
        contender(projects.current(project).configuration(), kind, request.method(), request.preset());
        if (request.parent() != null && !Names.isToken(request.parent())) {
            throw RefusedException.of(
                    Kind.INVALID,
                    "bad-parent",
                    "a run or model version like r12 or m12",
                    "another form",
                    "see the runs");
        }
        return sent(new RunRequested(
                "run-requested/%s/%s".formatted(project, UUID.randomUUID()),
                clock.instant(),
                project,
                kind,
                priority,
                request.method(),
                request.preset(),
                request.parent(),
                actor));
    }

    /**
     * Says what a run would consist of, and asks for nothing.
     *
     * @param kind null for a cycle
     * @param method null for the project's first
     * @param preset null for what the project has of the method
     */
    public RunOutlook outlook(String project, @Nullable String kind, @Nullable String method, @Nullable String preset) {
        var current = projects.current(project);
        var configuration = current.configuration();
        var wanted = kind == null ? RunKind.CYCLE : kind(kind);
        return RunOutlook.of(
                project,
                current.version(),
                configuration,
                wanted,
                contender(configuration, wanted, method, preset),
                catalog.counts(project, configuration.contrasts()));
    }

    /** Asks for the end of a run; of one that is over, nothing comes of it. */
    public RequestEvent cancel(String project, String run, String actor) {
        projects.current(project);
        if (!RUN.matcher(run).matches()) {
            throw RefusedException.of(
                    Kind.INVALID, "bad-run", "a run like r12", "another form", "see the project's runs");
        }
        return sent(new CancelRequested(
                "cancel-requested/%s/%s".formatted(project, run), clock.instant(), project, run, actor));
    }

    /**
     * What a run trains.
     *
     * @throws RefusedException when the project does not train it, or no worker can carry out such a run
     */
    static Contender contender(
            ProjectConfiguration configuration, RunKind kind, @Nullable String method, @Nullable String preset) {
        var contender = configuration
                .contender(method, preset)
                .orElseThrow(() -> RefusedException.of(
                        Kind.INVALID,
                        "other-method",
                        "\"method\": one that the project trains, " + configuration.methods(),
                        "another",
                        "leave it out for the first, or configure the project with it in \"comparedWith\""));
        var budget = Budgets.of(contender.method(), contender.preset());
        if (budget.isEmpty()) {
            throw RefusedException.of(
                    Kind.INVALID,
                    "not-runnable",
                    "a method with a preset that workers can run: " + Budgets.runnable(),
                    contender.method() + " with another",
                    "name one of these presets, or configure the project for another method");
        }
        if (kind == RunKind.PRETRAIN && !budget.get().pretrains()) {
            throw RefusedException.of(
                    Kind.INVALID,
                    "not-runnable",
                    "a method that has a pre-training",
                    contender.method() + ", which learns from labels only",
                    "ask for finetune");
        }
        var finetuning = configuration.finetuningOrDefault();
        if (kind == RunKind.PRETRAIN && finetuning.startsFromPublished()) {
            throw RefusedException.of(
                    Kind.INVALID,
                    "not-runnable",
                    "a project that pre-trains itself",
                    "one that starts from published weights, " + finetuning.encoder(),
                    "ask for finetune, or configure the project without an encoder");
        }
        return contender;
    }

    static RunKind kind(@Nullable String kind) {
        return switch (String.valueOf(kind)) {
            case "pretrain" -> RunKind.PRETRAIN;
            case "finetune" -> RunKind.FINETUNE;
            case "cycle" -> RunKind.CYCLE;
            default ->
                throw RefusedException.of(
                        Kind.INVALID,
                        "bad-kind",
                        "\"kind\": pretrain, finetune or cycle",
                        kind == null ? "none" : "another",
                        "say what the run is for");
        };
    }

    private static Priority priority(@Nullable String priority) {
        return switch (priority == null ? "normal" : priority) {
            case "normal" -> Priority.NORMAL;
            case "urgent" -> Priority.URGENT;
            default ->
                throw RefusedException.of(
                        Kind.INVALID,
                        "bad-priority",
                        "\"priority\": normal or urgent",
                        "another",
                        "leave it out for normal");
        };
    }

    private <R extends RequestEvent> R sent(R request) {
        try {
            announcer
                    .announce(EventCodec.encode(request))
                    .toCompletableFuture()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return request;
        } catch (ExecutionException | TimeoutException e) {
            throw away();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away();
        }
    }

    private static RefusedException away() {
        return RefusedException.of(
                Kind.UNAVAILABLE,
                "broker-away",
                "a broker that takes the request",
                "none that answered in time",
                "look at the project's runs in a minute, and send again if there is none");
    }
}
