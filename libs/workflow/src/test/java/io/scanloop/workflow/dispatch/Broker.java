package io.scanloop.workflow.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.scanloop.embedded.EmbeddedKafka;
import io.scanloop.events.Event;
import io.scanloop.events.EventCodec;
import io.scanloop.events.Topic;
import io.scanloop.workflow.LogFold;
import io.scanloop.workflow.LogListener;
import io.scanloop.workflow.LogPosition;
import io.scanloop.workflow.LoggedEvent;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker that may be restarted, a writer to it, and a record of everything that was written to any topic. */
final class Broker implements LogListener, AutoCloseable {
    private final Path folder;
    private final List<Event> written = new CopyOnWriteArrayList<>();
    private final KafkaProducer<String, byte[]> producer;
    private final LogFold fold;
    private EmbeddedKafka kafka;

    Broker(Path folder) {
        this.folder = folder;
        kafka = EmbeddedKafka.start(folder, 0);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
        fold = LogFold.start(connection(), EnumSet.allOf(Topic.class), LogPosition.BEGINNING, this);
    }

    Map<String, String> connection() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    void stop() {
        kafka.close();
    }

    void startAgain() {
        kafka = EmbeddedKafka.start(folder, kafka.port());
    }

    /**
     * Writes, and waits until the broker has it.
     *
     * @param project of which the events, which are those of {@link Facts}, are to tell
     */
    void write(String project, Event... events) {
        for (var event : events) {
            var encoded = EventCodec.encode(event);
            var body = renamed(new String(encoded.value(), UTF_8), project).getBytes(UTF_8);
            var key = encoded.key() == null ? null : project;
            var record = new ProducerRecord<>(encoded.topic().topicName(), key, body);
            encoded.headers()
                    .forEach((name, value) ->
                            record.headers().add(name, renamed(value, project).getBytes(UTF_8)));
            try {
                producer.send(record).get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException("the broker did not take " + event.id(), e);
            }
        }
    }

    private static String renamed(String text, String project) {
        return text.replace("\"%s\"".formatted(Facts.PROJECT), "\"%s\"".formatted(project))
                .replace("/%s/".formatted(Facts.PROJECT), "/%s/".formatted(project));
    }

    /** What was written of a project, in the order of each topic. */
    <E extends Event> Stream<E> events(String project, Class<E> type) {
        return written.stream()
                .filter(event -> event.project().equals(project))
                .filter(type::isInstance)
                .map(type::cast);
    }

    @Override
    public void on(LoggedEvent event) {
        written.add(event.event());
    }

    @Override
    public void unreadable(TopicPartition partition, long offset, RuntimeException cause) {
        throw new AssertionError("everything in this log is an event", cause);
    }

    @Override
    public void troubled(RuntimeException cause) {}

    @Override
    public void stopped(Throwable cause) {
        throw new AssertionError(cause);
    }

    @Override
    public void close() {
        fold.close();
        producer.close();
        kafka.close();
    }
}
