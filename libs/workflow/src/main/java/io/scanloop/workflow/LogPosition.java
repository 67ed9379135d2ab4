package io.scanloop.workflow;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a fold has come: everything before it has been handed over, nothing from it on.
 *
 * @param next offset of the next record per partition, at least 0; a partition that is absent starts at its beginning
 */
public record LogPosition(Map<TopicPartition, Long> next) {
    /** The beginning of everything. */
    public static final LogPosition BEGINNING = new LogPosition(Map.of());

    public LogPosition {
        next = Map.copyOf(next);
    }
}
