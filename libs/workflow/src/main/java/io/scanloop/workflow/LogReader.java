package io.scanloop.workflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** One connection of a fold: all partitions of its topics, from given offsets on. Every method may throw a KafkaException. */
final class LogReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaConsumer<byte[], byte[]> consumer;

    LogReader(Map<String, Object> settings) {
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Takes all partitions, each from its offset or its beginning. */
    void assign(Collection<String> topics, Map<TopicPartition, Long> next) {
        var partitions = new ArrayList<TopicPartition>();
        for (var topic : topics) {
            var infos = consumer.partitionsFor(topic);
            if (infos.isEmpty()) {
                throw new UnknownTopicOrPartitionException("topic %s is not there yet".formatted(topic));
            }
            infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions.stream()
                .filter(partition -> !next.containsKey(partition))
                .toList());
        for (var partition : partitions) {
            var offset = next.get(partition);
            if (offset != null) {
                consumer.seek(partition, offset);
            }
        }
    }

    /** Where the log ends now, for a reader of committed records. */
    Map<TopicPartition, Long> ends() {
        return consumer.endOffsets(consumer.assignment());
    }

    /** What came since, perhaps nothing after half a second. */
    ConsumerRecords<byte[], byte[]> poll() {
        return consumer.poll(POLL);
    }

    /** Offsets of the next records, past the markers of transactions, which are no records. */
    Map<TopicPartition, Long> positions() {
        return consumer.assignment().stream().collect(Collectors.toMap(Function.identity(), consumer::position));
    }

    /** Makes the call in progress, or the next one, throw a WakeupException. The one method for other threads. */
    void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
