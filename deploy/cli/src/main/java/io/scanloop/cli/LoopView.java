package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Shows a run at work: a line for what begins and what is done, and one that is written over on a terminal, else said
 * every ten seconds.
 */
final class LoopView {
    private static final long PLAIN_EVERY_NANOS = Duration.ofSeconds(10).toNanos();

    private final Console console;
    private final Retry.Clock clock;
    private final Set<String> said = new HashSet<>();
    private final Map<String, Long> begun = new HashMap<>();
    private final Map<String, Pace> paces = new HashMap<>();
    private long lastPlain;

    LoopView(Console console, Retry.Clock clock) {
        this.console = console;
        this.clock = clock;
        this.lastPlain = clock.nanos();
    }

    /** Shows how far a run is; whether a phase is at work, else there is nothing left to show. */
    boolean show(JsonNode run, Curves curves) {
        var name = run.path("run").asText();
        once("%s: %s with %s %s"
                .formatted(
                        "run " + name,
                        run.path("kind").asText(),
                        run.path("method").asText(),
                        run.path("preset").asText()));
        for (var phase : run.path("phases")) {
            var progress = PhaseProgress.of(phase, curves);
            var key = name + "/" + progress.name();
            if (phase.path("completed").asInt() < phase.path("steps").asInt()) {
                atWork(run, key, progress, curves);
                return true;
            }
            var since = begun.get(key);
            if (said.add(key)) {
                console.say(progress.farewell(since == null ? 0 : (clock.nanos() - since) / 1e9));
            }
        }
        return false;
    }

    private void atWork(JsonNode run, String key, PhaseProgress progress, Curves curves) {
        begun.putIfAbsent(key, clock.nanos());
        var pace = paces.computeIfAbsent(key, phase -> new Pace());
        if (progress.hasWorker() && (curves.isLive() || progress.isPrediction())) {
            pace.at(clock.nanos(), progress.done());
        }
        var isPaused = run.path("state").asText().equals("paused");
        waiting(isPaused ? progress.line(0) + "  paused" : progress.line(pace.perSecond()));
    }

    /** Shows what is waited for. */
    void waiting(String line) {
        if (console.terminal().isLive()) {
            console.live(line);
        } else if (clock.nanos() - lastPlain >= PLAIN_EVERY_NANOS) {
            lastPlain = clock.nanos();
            console.say(line);
        }
    }

    /** Says a line that has not been said yet. */
    void once(String line) {
        if (said.add(line)) {
            console.say(line);
        }
    }

    /** Takes the line away that is written over. */
    void end() {
        console.live("");
    }
}
