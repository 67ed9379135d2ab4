package io.scanloop.workflow.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scanloop.embedded.EmbeddedKafka;
import io.scanloop.events.Event;
import io.scanloop.events.EventCodec;
import io.scanloop.events.RunDecision;
import io.scanloop.events.Split;
import io.scanloop.events.Topic;
import io.scanloop.events.TriggerEvaluated;
import io.scanloop.storage.DirectoryObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How long it takes to take over a large project. Prints its figure. */
@Tag("slow")
class RestoreIT {
    private static final int STUDIES = 100_000;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aProjectOfAHundredThousandStudiesIsRestoredInAMinute(@TempDir Path folder) throws Exception {
        try (var kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
            var connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
            write(connection);
            var taken = new CompletableFuture<Set<Integer>>();

            long start = System.nanoTime();
            try (var loop = DispatchLoop.start(
                    connection,
                    new DirectoryObjectStore(folder.resolve("store")),
                    DispatchSettings.DEFAULT,
                    Clock.systemUTC(),
                    new Owning(taken))) {
                assertThat(loop).isNotNull();
                await().atMost(Duration.ofMinutes(3)).until(taken::isDone);
            }
            double seconds = (System.nanoTime() - start) / 1e9;

            System.out.printf("dispatch state of %d studies restored in %.1f s%n", STUDIES, seconds);
            assertThat(seconds).isLessThan(60);
        }
    }

    private static void write(Map<String, String> connection) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>copyOf(connection), new StringSerializer(), new ByteArraySerializer())) {
            for (int number = 0; number < STUDIES; number++) {
                send(producer, Facts.assigned(number, Split.values()[number % 3]));
                send(producer, Facts.stored(number, 1, Facts.START));
                if (number % 5 == 0) {
                    send(producer, Facts.labels(number, 1));
                    send(producer, Facts.accepted(number, 1, Facts.START));
                }
            }
        }
    }

    private static void send(KafkaProducer<String, byte[]> producer, Event event) {
        var encoded = EventCodec.encode(event);
        var record = new ProducerRecord<>(encoded.topic().topicName(), encoded.key(), encoded.value());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        var unused = producer.send(record);
    }

    /** Completes when all partitions are live. */
    private record Owning(CompletableFuture<Set<Integer>> taken) implements DispatchListener {
        @Override
        public void owns(Set<Integer> partitions) {
            if (partitions.size() == Topic.STUDIES.partitions()) {
                taken.complete(partitions);
            }
        }

        @Override
        public void decided(RunDecision decision) {}

        @Override
        public void evaluated(TriggerEvaluated evaluated) {}

        @Override
        public void unreadable(TopicPartition partition, long offset, RuntimeException cause) {}

        @Override
        public void troubled(RuntimeException cause) {}

        @Override
        public void stuck(String project, RuntimeException cause) {}

        @Override
        public void stopped(Throwable cause) {
            taken.completeExceptionally(cause);
        }
    }
}
