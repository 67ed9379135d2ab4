package io.scanloop.eval.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.logging.Log;
import io.scanloop.eval.AnnouncementException;
import io.scanloop.eval.judge.Judge;
import io.scanloop.eval.judge.LostOwnershipException;
import io.scanloop.events.Event;
import io.scanloop.events.EventCodec;
import io.scanloop.events.RunCompleted;
import io.scanloop.storage.ObjectStoreException;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Has completed runs judged, one after the other. Replicas form a consumer group, so each project is one replica's. No
 * offset is committed: whoever gets a project looks through all of its runs, and judges those that were not judged.
 */
@ApplicationScoped
@Identifier("runs")
class RunListener implements KafkaConsumerRebalanceListener {
    private static final int TRIES = 5;
    private static final long SHORTEST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    /** Partitions that were taken away from this replica and have not come back. */
    private final Set<TopicPartition> lost = ConcurrentHashMap.newKeySet();

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Lifecycle lifecycle;

    RunListener(Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
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

    @Incoming("runs")
    @Blocking("judge")
    void on(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        if (decoded(record).orElse(null) instanceof RunCompleted completed) {
            judge(completed, new TopicPartition(record.topic(), record.partition()));
        }
    }

    /** Tries until the store and the broker do their part; a fault of ours gets a few tries, then the record is set aside. */
    private void judge(RunCompleted run, TopicPartition partition) throws InterruptedException {
        long pause = SHORTEST_PAUSE_MILLIS;
        for (int faults = 0; !lost.contains(partition); pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            try {
                long begun = System.nanoTime();
                var outcome = lifecycle.judge().judge(run.project(), run.run(), () -> !lost.contains(partition));
                if (outcome == Judge.Outcome.JUDGED) {
                    Log.infof(
                            "a model version is judged project=%s run=%s ms=%d",
                            run.project(), run.run(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
                }
                return;
            } catch (LostOwnershipException e) {
                return;
            } catch (ObjectStoreException | AnnouncementException | KafkaException e) {
                Log.warnf("a run waits to be judged run=%s reason=%s", run.run(), e.getMessage());
            } catch (RuntimeException e) {
                if (++faults == TRIES) {
                    Log.errorf(
                            e,
                            "a run cannot be judged and goes to the dead letters: look at the cause project=%s run=%s",
                            run.project(),
                            run.run());
                    throw e;
                }
                Log.warnf(e, "judging a run failed and is tried again run=%s", run.run());
            }
            if (closing.await(pause, TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("the service ends");
            }
        }
    }

    void close() {
        closing.countDown();
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
