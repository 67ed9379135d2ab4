package io.scanloop.workflow.step;

import io.scanloop.embedded.EmbeddedKafka;
import io.scanloop.events.Event;
import io.scanloop.events.Service;
import io.scanloop.events.StepCompleted;
import io.scanloop.events.StepEvent;
import io.scanloop.events.StepKind;
import io.scanloop.events.Topic;
import io.scanloop.storage.DirectoryObjectStore;
import io.scanloop.storage.ObjectStore;
import io.scanloop.workflow.LogFold;
import io.scanloop.workflow.LogListener;
import io.scanloop.workflow.LogPosition;
import io.scanloop.workflow.LoggedEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A broker with short locks, what dispatch would send to it, and all that workers answer. */
final class StepRig implements AutoCloseable {
    static final Duration LOCK = Duration.ofSeconds(2);

    private static final Map<String, String> SHORT_LOCKS = Map.of(
            "group.share.min.record.lock.duration.ms",
            "1000",
            "group.share.record.lock.duration.ms",
            String.valueOf(LOCK.toMillis()));

    private final Path folder;
    private final ObjectStore store;
    private EmbeddedKafka kafka;
    private final StepPublisher dispatch;
    private final Admin admin;
    private final List<Event> told = new CopyOnWriteArrayList<>();
    private final LogFold fold;

    StepRig(Path folder) {
        this.folder = folder;
        store = new DirectoryObjectStore(folder.resolve("store"));
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0, SHORT_LOCKS);
        dispatch = new StepPublisher(connection(), "dispatch", new RecordedSteps());
        admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()));
        beginQueues();
        fold = LogFold.start(
                connection(), EnumSet.of(Topic.STEP_EVENTS, Topic.METRICS_TRAINING), LogPosition.BEGINNING, new Ear());
        fold.caughtUp().join();
    }

    /** As dispatch does: a queue that nobody has joined yet has a length as well. */
    private void beginQueues() {
        for (var topic : List.of(Topic.STEPS_PRETRAIN, Topic.STEPS_PRETRAIN_URGENT)) {
            try {
                admin.alterShareGroupOffsets(
                                topic.shareGroup().orElseThrow().name(),
                                Map.of(new TopicPartition(topic.topicName(), 0), 0L))
                        .all()
                        .get();
            } catch (Exception e) {
                throw new IllegalStateException("the broker did not begin the queue " + topic, e);
            }
        }
    }

    Map<String, String> connection() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    ObjectStore store() {
        return store;
    }

    void send(Event event) {
        dispatch.publish(Records.of(event)).join();
    }

    void sendGarbage(Topic topic) {
        dispatch.publish(new ProducerRecord<>(topic.topicName(), new byte[] {1, 2, 3}))
                .join();
    }

    StepLoop worker(StepWork work, StepListener listener) {
        return worker(Map.of(StepKind.PRETRAIN, work), Duration.ZERO, listener);
    }

    StepLoop worker(Map<StepKind, StepWork> works, Duration idleExit, StepListener listener) {
        return StepLoop.start(
                connection(),
                Worker.fresh(Service.PRETRAIN_WORKER, "cpu-1"),
                works,
                new StepLoopSettings(idleExit, Duration.ofMillis(500), Duration.ofSeconds(20)),
                listener);
    }

    void stopBroker() {
        kafka.close();
    }

    void startBrokerAgain() {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), kafka.port(), SHORT_LOCKS);
    }

    /** What workers told of a run, in the order of the log. */
    <E extends Event> List<E> told(Class<E> type, String run) {
        return told.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(event -> isOf(run, event))
                .toList();
    }

    private static boolean isOf(String run, Event event) {
        return event.subject().equals(run) || event.subject().startsWith(run + "/");
    }

    /** The attempts that won, each named once per step. */
    Stream<String> winners(String run) {
        return told(StepCompleted.class, run).stream()
                .map(completed -> completed.step() + " " + completed.attempt())
                .distinct();
    }

    List<StepEvent> stepEvents(String run) {
        return told(StepEvent.class, run);
    }

    /** How many records wait in a queue or are held by somebody. */
    long inQueue(Topic topic) {
        var group = topic.shareGroup().orElseThrow().name();
        try {
            return admin
                    .listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                    .partitionsToOffsetInfo(group)
                    .get()
                    .values()
                    .stream()
                    .filter(partition -> partition != null)
                    .mapToLong(partition -> partition.lag().orElse(0L))
                    .sum();
        } catch (Exception e) {
            throw new IllegalStateException("the broker did not say how long the queue is", e);
        }
    }

    /** How many records were ever written to a topic. */
    long end(Topic topic) {
        try {
            var partitions = new HashMap<TopicPartition, OffsetSpec>();
            admin.describeTopics(List.of(topic.topicName()))
                    .allTopicNames()
                    .get()
                    .get(topic.topicName())
                    .partitions()
                    .forEach(partition -> partitions.put(
                            new TopicPartition(topic.topicName(), partition.partition()), OffsetSpec.latest()));
            return admin.listOffsets(partitions).all().get().values().stream()
                    .mapToLong(end -> end.offset())
                    .sum();
        } catch (Exception e) {
            throw new IllegalStateException("the broker did not say how long the topic is: " + topic, e);
        }
    }

    @Override
    public void close() {
        fold.close();
        admin.close(Duration.ofSeconds(1));
        dispatch.close();
        kafka.close();
        store.close();
    }

    private final class Ear implements LogListener {
        @Override
        public void on(LoggedEvent event) {
            told.add(event.event());
        }

        @Override
        public void unreadable(TopicPartition partition, long offset, RuntimeException cause) {}

        @Override
        public void troubled(RuntimeException cause) {}

        @Override
        public void stopped(Throwable cause) {}
    }
}
