package io.scanloop.events;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How long a topic keeps its records. */
public enum Retention {
    FOREVER(null, "delete"),
    YEAR(Duration.ofDays(365), "delete"),
    QUARTER(Duration.ofDays(90), "delete"),
    MONTH(Duration.ofDays(30), "delete"),
    WEEK(Duration.ofDays(7), "delete"),
    /** The last record of each key, for a day. */
    LATEST_FOR_A_DAY(Duration.ofDays(1), "compact,delete");

    private static final Duration LONGEST_SEGMENT = Duration.ofDays(7);

    private final @Nullable Duration duration;
    private final String cleanupPolicy;

    Retention(@Nullable Duration duration, String cleanupPolicy) {
        this.duration = duration;
        this.cleanupPolicy = cleanupPolicy;
    }

    /** The topic's settings that hold it. */
    Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        settings.put("cleanup.policy", cleanupPolicy);
        settings.put("retention.bytes", "-1");
        settings.put("retention.ms", duration == null ? "-1" : Long.toString(duration.toMillis()));
        settings.put("segment.ms", Long.toString(segment().toMillis()));
        return settings;
    }

    /** Only whole segments are dropped or compacted: with a seventh of the time each, little outstays it. */
    private Duration segment() {
        return duration == null || duration.dividedBy(7).compareTo(LONGEST_SEGMENT) > 0
                ? LONGEST_SEGMENT
                : duration.dividedBy(7);
    }
}
