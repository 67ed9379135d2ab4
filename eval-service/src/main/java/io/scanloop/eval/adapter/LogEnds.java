package io.scanloop.eval.adapter;

import io.scanloop.events.Topic;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Where topics begin and end, and where in them a time lies. Every question may throw a KafkaException. */
final class LogEnds implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final Admin admin;

    LogEnds(Map<String, String> connection) {
        var settings = new Properties();
        settings.putAll(connection);
        settings.put("reconnect.backoff.max.ms", "1000");
        admin = Admin.create(settings);
    }

    /** Offsets behind the last record of each partition, for a reader of committed records. */
    Map<TopicPartition, Long> ends(Set<Topic> topics) {
        return offsets(topics, OffsetSpec.latest());
    }

    /** Offsets of the first records that are still there. */
    Map<TopicPartition, Long> beginnings(Set<Topic> topics) {
        return offsets(topics, OffsetSpec.earliest());
    }

    /** Offsets of the first records from a time on; absent where there is none. */
    Map<TopicPartition, Long> since(Set<Topic> topics, Instant time) {
        return offsets(topics, OffsetSpec.forTimestamp(time.toEpochMilli())).entrySet().stream()
                .filter(offset -> offset.getValue() >= 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Map<TopicPartition, Long> offsets(Set<Topic> topics, OffsetSpec spec) {
        var questions = topics.stream()
                .flatMap(topic -> Stream.iterate(0, number -> number < topic.partitions(), number -> number + 1)
                        .map(number -> new TopicPartition(topic.topicName(), number)))
                .collect(Collectors.toMap(partition -> partition, partition -> spec));
        var options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
        try {
            var answers = admin.listOffsets(questions, options).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            var offsets = new HashMap<TopicPartition, Long>();
            answers.forEach((partition, answer) -> offsets.put(partition, answer.offset()));
            return offsets;
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the broker did not say where its topics end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while asking where topics end", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
