package io.scanloop.workflow.step;

import io.scanloop.events.Priority;
import io.scanloop.events.StepKind;
import io.scanloop.events.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;

/** The queues of a worker's kinds, what is urgent first. For one thread. */
final class StepQueues implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(50);
    /** A consumer joins its group within tenths of a second; what is urgent is worth that wait. */
    private static final Duration JOIN = Duration.ofSeconds(2);

    private final List<StepQueue> queues = new ArrayList<>();
    private final Backlog backlog;
    private final StepListener listener;
    private final Clock clock;

    StepQueues(
            Map<String, String> connection,
            Collection<StepKind> kinds,
            String worker,
            StepListener listener,
            Clock clock) {
        Stream.of(Priority.URGENT, Priority.NORMAL)
                .flatMap(priority -> kinds.stream().map(kind -> Topic.steps(kind, priority)))
                .forEach(topic -> queues.add(new StepQueue(connection, topic, worker)));
        this.backlog = new Backlog(connection, worker);
        this.listener = listener;
        this.clock = clock;
    }

    /** Looks into every queue once; empty when there was nothing within some tenths of a second. */
    Optional<HeldRecord> take() {
        for (var queue : queues) {
            try {
                var record = queue.poll(queue.isPolled() || !isWaiting(queue) ? LOOK : JOIN);
                if (record.isPresent()) {
                    return Optional.of(new HeldRecord(queue, record.get(), clock));
                }
            } catch (KafkaException e) {
                listener.troubled("polling " + queue.topic().topicName(), e);
            }
        }
        return Optional.empty();
    }

    /** Lets go of all queues but the one of the record that is held. */
    void restBut(HeldRecord held) {
        queues.stream().filter(queue -> !held.isFrom(queue)).forEach(StepQueue::rest);
    }

    /** Lets go of a record without a word: it goes to somebody else. */
    void rest(HeldRecord held) {
        queues.stream().filter(held::isFrom).forEach(StepQueue::rest);
    }

    /** Only what is urgent is waited for: a normal step that is missed comes with the next look. */
    private boolean isWaiting(StepQueue queue) {
        return isUrgent(queue.topic()) && backlog.isWaiting(queue.group());
    }

    private static boolean isUrgent(Topic topic) {
        return Stream.of(StepKind.values()).anyMatch(kind -> Topic.steps(kind, Priority.URGENT) == topic);
    }

    @Override
    public void close() {
        queues.forEach(StepQueue::close);
        backlog.close();
    }
}
