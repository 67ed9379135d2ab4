package io.scanloop.workflow;

import io.scanloop.events.Event;
import org.apache.kafka.common.TopicPartition;

/**
 * An event with its place in the log.
 *
 * @param event what happened
 * @param partition where it stands
 * @param offset its number there, at least 0; offsets of a partition rise but may leave gaps
 */
public record LoggedEvent(Event event, TopicPartition partition, long offset) {}
