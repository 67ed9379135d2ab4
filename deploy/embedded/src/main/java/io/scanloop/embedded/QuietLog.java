package io.scanloop.embedded;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Turns the broker's log down to what calls for attention, wherever slf4j ends in java.util.logging (as in Quarkus). */
final class QuietLog {
    private static final Map<String, Level> LEVELS = Map.of(
            "kafka", Level.WARNING,
            "org.apache.kafka", Level.WARNING,
            "state.change.logger", Level.WARNING,
            // these two warn at every start and stop of a single broker
            "org.apache.kafka.controller.QuorumController", Level.SEVERE,
            "org.apache.kafka.clients.NetworkClient", Level.SEVERE);

    /** Held here, or they would be collected and forget their level. */
    private static final Set<Logger> LOGGERS = ConcurrentHashMap.newKeySet();

    private QuietLog() {}

    static void apply() {
        // the broker touches log4j's interface only to offer changes of its levels; nothing implements it here
        System.getProperties().putIfAbsent("log4j2.statusLoggerLevel", "OFF");
        LEVELS.forEach((name, level) -> {
            var logger = Logger.getLogger(name);
            logger.setLevel(level);
            LOGGERS.add(logger);
        });
    }
}
