package io.scanloop.bench.rig;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads topics from their beginning, without a group. */
public final class LogReader implements AutoCloseable {
    /** The client writes a page at each start; held here because a logger that nobody holds forgets its level. */
    private static final Logger CLIENT_LOG = Logger.getLogger("org.apache.kafka");

    static {
        CLIENT_LOG.setLevel(Level.WARNING);
    }

    private final KafkaConsumer<String, byte[]> consumer;

    public LogReader(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** The topics that exist, the broker's own left out. */
    public List<String> topics() {
        return consumer.listTopics().keySet().stream()
                .filter(topic -> !topic.startsWith("__"))
                .sorted()
                .toList();
    }

    /** Everything that the topics hold at this moment. */
    public List<ConsumerRecord<String, byte[]>> readAll(List<String> topics) {
        follow(topics);
        var partitions = consumer.assignment();
        consumer.seekToBeginning(partitions);
        var ends = consumer.endOffsets(partitions);
        var records = new ArrayList<ConsumerRecord<String, byte[]>>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll(Duration.ofMillis(200)).forEach(records::add);
        }
        return records;
    }

    /** From now on {@link #poll} gives what is appended to these topics. */
    public void follow(List<String> topics) {
        var partitions = topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** The next records, or none when none came in that time. */
    public Iterable<ConsumerRecord<String, byte[]>> poll(Duration longest) {
        return consumer.poll(longest);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
