package io.scanloop.eval.request;

import io.scanloop.eval.Announcer;
import io.scanloop.eval.Refusal.Kind;
import io.scanloop.eval.RefusedException;
import io.scanloop.eval.view.LoopViews;
import io.scanloop.eval.view.RunView;
import io.scanloop.events.CancelRequested;
import io.scanloop.events.Priority;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunRequested;
import io.scanloop.storage.layout.Names;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people ask of the loop. The answer to a request is a decision of dispatch, which the log shows. */
public final class Requests {
    private final LoopViews views;
    private final Announcer announcer;
    private final Clock clock;

    public Requests(LoopViews views, Announcer announcer, Clock clock) {
        this.views = views;
        this.announcer = announcer;
        this.clock = clock;
    }

    /**
     * Asks for a run.
     *
     * @param method one of those that the project trains; null for its first
     * @param preset the preset; null for what the project has of the method
     * @return id of the request
     */
    public String run(
            String project,
            RunKind kind,
            Priority priority,
            @Nullable String method,
            @Nullable String preset,
            String actor) {
        views.requireProject(project);
        switch (kind) {
            case PRETRAIN, FINETUNE, CYCLE -> {}
            case EVALUATE, PREDICT ->
                throw RefusedException.of(
                        Kind.INVALID,
                        "bad-kind",
                        "kind pretrain, finetune or cycle",
                        "another kind",
                        "ask for one of these; every fine-tuning is judged by itself");
        }
        requireToken("preset", preset, "tiny, small or paper");
        requireToken("method", method, "amae or pix2rep");
        var id = "run-requested/%s/%s".formatted(project, UUID.randomUUID());
        announcer.announce(new RunRequested(id, clock.instant(), project, kind, priority, method, preset, null, actor));
        return id;
    }

    private static void requireToken(String name, @Nullable String value, String examples) {
        if (value != null && !Names.isToken(value)) {
            throw RefusedException.of(
                    Kind.INVALID,
                    "bad-" + name,
                    "a %s like %s".formatted(name, examples),
                    "another form",
                    "leave it out for the project's");
        }
    }

    /**
     * Asks that a run be ended.
     *
     * @return id of the request
     */
    public String cancel(String project, String run, String actor) {
        var view = views.run(project, run);
        if (view.state() != RunView.State.RUNNING && view.state() != RunView.State.PAUSED) {
            throw RefusedException.of(
                    Kind.CONFLICT,
                    "run-over",
                    "a run that goes on",
                    "one that is over",
                    "there is nothing to cancel; see its state");
        }
        var id = "cancel-requested/%s/%s".formatted(project, run);
        announcer.announce(new CancelRequested(id, clock.instant(), project, run, actor));
        return id;
    }
}
