package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** The ends of a run's curves, as its metrics stream in. Safe for use by many threads. */
final class Curves {
    private final Map<String, Double> latest = new HashMap<>();
    private final Map<String, Long> iterations = new HashMap<>();
    private boolean isCaughtUp;

    /** Takes an event of the stream in. */
    synchronized void add(ServerEvent event) {
        if (event.name().equals("caught-up")) {
            isCaughtUp = true;
        }
        var phase = event.data().path("phase").asText();
        for (JsonNode point : event.data().path("points")) {
            iterations.merge(phase, point.path("step").asLong(), Math::max);
            if (point.path("value").isNumber()) {
                latest.put(point.path("key").asText(), point.path("value").asDouble());
            }
        }
    }

    /** Whether history is over, so that what comes tells how fast it goes. */
    synchronized boolean isLive() {
        return isCaughtUp;
    }

    /** The last value of a metric. */
    synchronized OptionalDouble latest(String key) {
        var value = latest.get(key);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** The last iteration of a phase of which anything was heard, 0 for none. */
    synchronized long iteration(String phase) {
        return iterations.getOrDefault(phase, 0L);
    }
}
