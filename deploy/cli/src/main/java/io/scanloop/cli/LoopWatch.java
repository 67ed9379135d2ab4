package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits until a model version of a project has been judged, and shows meanwhile what the loop does. */
final class LoopWatch {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final LoopClient client;
    private final Console console;
    private final String project;
    private final Retry.Clock clock;
    private final LoopView view;

    private Curves curves = new Curves();
    private volatile String followed = "";
    private @Nullable Thread follower;
    private @Nullable Obstacle standing;
    private long standingSince;

    LoopWatch(LoopClient client, Console console, String project, Retry.Clock clock) {
        this.client = client;
        this.console = console;
        this.project = project;
        this.clock = clock;
        this.view = new LoopView(console, clock);
    }

    /**
     * The report of the model version that was judged last; waits for the first.
     *
     * @throws ProblemException when a run failed, or no run will start by itself
     */
    JsonNode untilJudged() {
        try {
            while (true) {
                var judged = ReportCommand.lastJudged(client, project);
                if (judged.isPresent()) {
                    return client.report(project, judged.get());
                }
                look();
                pause();
            }
        } finally {
            view.end();
            follow(null);
        }
    }

    private void look() {
        var last = lastRun();
        if (last != null && isUnderWay(last)) {
            follow(last.path("run").asText());
            if (!view.show(last, curves)) {
                view.waiting("finishing run " + followed);
            }
            standing = null;
            return;
        }
        if (last != null && last.path("state").asText().equals("completed")) {
            view.show(last, curves);
        }
        follow(null);
        var obstacle = Obstacle.of(project, last, client.triggers(project).path("items"));
        view.waiting(last != null && Obstacle.makesAModel(last) ? "judging" : "waiting for a run to start");
        giveUpAfter(obstacle.orElse(null));
    }

    private void giveUpAfter(@Nullable Obstacle obstacle) {
        if (obstacle == null || !obstacle.equals(standing)) {
            standing = obstacle;
            standingSince = clock.nanos();
            return;
        }
        if (clock.nanos() - standingSince >= obstacle.patience().toNanos()) {
            throw new ProblemException(obstacle.exit(), obstacle.problem());
        }
    }

    private @Nullable JsonNode lastRun() {
        JsonNode last = null;
        var since = "";
        for (var run : client.latestRuns(project).path("items")) {
            var at = run.path("startedAt").asText();
            if (at.compareTo(since) >= 0) {
                last = run;
                since = at;
            }
        }
        return last;
    }

    private static boolean isUnderWay(JsonNode run) {
        var state = run.path("state").asText();
        return state.equals("running") || state.equals("paused");
    }

    /** Reads the metrics of a run beside the watch; of none for null. */
    private void follow(@Nullable String run) {
        if (followed.equals(run)) {
            return;
        }
        if (follower != null) {
            follower.interrupt();
            follower = null;
        }
        followed = "";
        if (run == null) {
            return;
        }
        var theirs = new Curves();
        curves = theirs;
        followed = run;
        var thread = new Thread(() -> read(run, theirs), "metrics-" + run);
        thread.setDaemon(true);
        thread.start();
        follower = thread;
    }

    /** Curves adorn the line; without them it still says how far the run is. */
    private void read(String run, Curves into) {
        try {
            client.metrics(project, run, null, console).follow(event -> {
                into.add(event);
                return !Thread.currentThread().isInterrupted();
            });
        } catch (ProblemException e) {
            if (!Thread.currentThread().isInterrupted() && followed.equals(run)) {
                console.say("no curves are shown: " + e.problem().message());
            }
        }
    }

    private void pause() {
        try {
            clock.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    ExitStatus.FAILED, Problem.of("interrupted", "interrupted", "run the same command again"));
        }
    }
}
