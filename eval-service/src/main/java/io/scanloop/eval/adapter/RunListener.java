package io.scanloop.eval.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.ShutdownEvent;
import io.scanloop.events.Event;
import io.scanloop.events.EventCodec;
import io.scanloop.events.RunCompleted;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Has completed runs judged, one after the other. Replicas form a consumer group, so each project is one replica's. No
 * offset is committed: whoever gets a project looks through all of its runs, and judges those that were not judged.
 */
@ApplicationScoped
@Identifier("runs")
class RunListener implements KafkaConsumerRebalanceListener {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
    /** Before the views and the store are closed. */
    private static final int FIRST = 1;

    /** Partitions that were taken away from this replica and have not come back. */
    private final Set<TopicPartition> lost = ConcurrentHashMap.newKeySet();

    private final JudgingQueue queue;

    RunListener(Lifecycle lifecycle) {
        this.queue = new JudgingQueue(
                (project, run, isOurs) -> lifecycle.judge().judge(project, run, isOurs), SHORTEST_PAUSE);
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        lost.removeAll(partitions);
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        lost.addAll(partitions);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        lost.addAll(partitions);
    }

    /** When the service ends first, the record is neither done with nor set aside: it comes again. */
    @Incoming("runs")
    Uni<Void> on(ConsumerRecord<byte[], byte[]> record) {
        if (!(decoded(record).orElse(null) instanceof RunCompleted run)) {
            return Uni.createFrom().voidItem();
        }
        var partition = new TopicPartition(record.topic(), record.partition());
        return Uni.createFrom()
                .emitter(emitter ->
                        queue.add(run.project(), run.run(), () -> !lost.contains(partition), new ForRecord(emitter)));
    }

    private record ForRecord(UniEmitter<? super Void> emitter) implements JudgingQueue.End {
        @Override
        public void settled() {
            emitter.complete(null);
        }

        @Override
        public void setAside(RuntimeException cause) {
            emitter.fail(cause);
        }
    }

    void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
        queue.close();
    }

    private static Optional<Event> decoded(ConsumerRecord<byte[], byte[]> record) {
        var headers = new HashMap<String, String>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        try {
            return EventCodec.decode(headers, record.value());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the views warn of it
        }
    }
}
