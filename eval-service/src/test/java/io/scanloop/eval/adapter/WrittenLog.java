package io.scanloop.eval.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.scanloop.events.Event;
import io.scanloop.events.EventCodec;
import io.scanloop.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes events as the other services do, and reads what this one wrote. */
final class WrittenLog implements AutoCloseable {
    private final String bootstrapServers;
    private final KafkaProducer<String, byte[]> producer;

    WrittenLog(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer());
    }

    void write(List<? extends Event> events) {
        events.forEach(this::write);
    }

    /** Has been acknowledged when it returns. */
    void write(Event event) {
        var encoded = EventCodec.encode(event);
        var record = new ProducerRecord<>(encoded.topic().topicName(), encoded.key(), encoded.value());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        try {
            producer.send(record).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the broker did not take " + event.id(), e);
        }
    }

    /** All events of a topic and a project, repetitions included. */
    List<Event> read(Topic topic, String project) {
        var events = new ArrayList<Event>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    var headers = new HashMap<String, String>();
                    record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
                    EventCodec.decode(headers, record.value())
                            .filter(event -> event.project().equals(project))
                            .ifPresent(events::add);
                }
            }
        }
        return events;
    }

    @Override
    public void close() {
        producer.close();
    }
}
