package io.scanloop.workflow.dispatch;

import io.scanloop.events.Priority;
import io.scanloop.events.ShareGroup;
import io.scanloop.events.StepKind;
import io.scanloop.events.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.jspecify.annotations.Nullable;

/**
 * The queues in which steps wait for workers, seen from outside. Every method may throw a {@link KafkaException} when the
 * broker does not answer. Safe for use by many threads.
 */
public final class StepQueues implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final Admin admin;

    private StepQueues(Admin admin) {
        this.admin = admin;
    }

    /**
     * Connects lazily.
     *
     * @param connection client settings that lead to the broker
     */
    public static StepQueues at(Map<String, String> connection) {
        var settings = new HashMap<String, Object>(
                Map.of("default.api.timeout.ms", 8000, "request.timeout.ms", 4000, "reconnect.backoff.max.ms", 1000));
        settings.putAll(connection);
        return new StepQueues(Admin.create(settings));
    }

    static List<Topic> topics() {
        return Stream.of(Topic.values())
                .filter(topic -> topic.shareGroup().isPresent())
                .toList();
    }

    /**
     * Gives the queues their settings and their beginning, so that nothing is lost that is sent before the first worker
     * comes, and their length is known. What is set up already stays as it is.
     */
    public void setUp() {
        var changes = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
        for (var topic : topics()) {
            var group = topic.shareGroup().orElseThrow();
            changes.put(new ConfigResource(ConfigResource.Type.GROUP, group.name()), operations(group));
        }
        await(admin.incrementalAlterConfigs(changes).all());
        topics().forEach(this::begin);
    }

    private static List<AlterConfigOp> operations(ShareGroup group) {
        return group.settings().entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
    }

    private void begin(Topic topic) {
        var known = offsets(topic);
        var unknown = partitions(topic).stream()
                .filter(partition -> !known.containsKey(partition))
                .toList();
        if (unknown.isEmpty()) {
            return;
        }
        try {
            var first = listed(unknown, OffsetSpec.earliest());
            await(admin.alterShareGroupOffsets(group(topic), first).all());
        } catch (GroupNotEmptyException e) {
            // its first worker came before us, and gave it its beginning
        }
    }

    /** Steps that are queued or in a worker's hands, by what they do: the number of workers that are wanted. */
    public Map<StepKind, Long> lengths() {
        var lengths = new EnumMap<StepKind, Long>(StepKind.class);
        for (var kind : StepKind.values()) {
            lengths.put(kind, 0L);
        }
        for (var topic : topics()) {
            lengths.merge(kind(topic), length(topic), Long::sum);
        }
        return lengths;
    }

    private static StepKind kind(Topic topic) {
        return Stream.of(StepKind.values())
                .filter(kind -> Stream.of(Priority.values()).anyMatch(lane -> Topic.steps(kind, lane) == topic))
                .findFirst()
                .orElseThrow();
    }

    private long length(Topic topic) {
        var offsets = offsets(topic);
        long length = 0;
        var uncounted = new ArrayList<TopicPartition>();
        for (var partition : partitions(topic)) {
            var info = offsets.get(partition);
            if (info == null || info.lag().isEmpty()) {
                uncounted.add(partition);
            } else {
                length += info.lag().get();
            }
        }
        if (!uncounted.isEmpty()) {
            var ends = listed(uncounted, OffsetSpec.latest());
            var starts = listed(uncounted, OffsetSpec.earliest());
            for (var partition : uncounted) {
                var info = offsets.get(partition);
                long start = info == null ? starts.getOrDefault(partition, 0L) : info.startOffset();
                length += ends.getOrDefault(partition, 0L) - start;
            }
        }
        return length;
    }

    /** Where each queue begins: what lies before was dealt with. Partitions that hold nothing are left out. */
    Map<TopicPartition, Long> starts() {
        var starts = new HashMap<TopicPartition, Long>();
        for (var topic : topics()) {
            var offsets = offsets(topic);
            for (var partition : partitions(topic)) {
                var info = offsets.get(partition);
                if (info == null) {
                    starts.put(partition, 0L);
                } else if (info.lag().orElse(1L) > 0) {
                    starts.put(partition, info.startOffset());
                }
            }
        }
        return starts;
    }

    private Map<TopicPartition, SharePartitionOffsetInfo> offsets(Topic topic) {
        var group = group(topic);
        var spec = new ListShareGroupOffsetsSpec().topicPartitions(partitions(topic));
        try {
            var found = await(admin.listShareGroupOffsets(Map.of(group, spec)).partitionsToOffsetInfo(group));
            var known = new HashMap<TopicPartition, SharePartitionOffsetInfo>();
            found.forEach((partition, info) -> {
                if (isKnown(info)) {
                    known.put(partition, info);
                }
            });
            return known;
        } catch (GroupIdNotFoundException e) {
            return Map.of();
        }
    }

    private static boolean isKnown(@Nullable SharePartitionOffsetInfo info) {
        return info != null && info.startOffset() >= 0;
    }

    private Map<TopicPartition, Long> listed(Collection<TopicPartition> partitions, OffsetSpec which) {
        var asked = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> asked.put(partition, which));
        var offsets = new HashMap<TopicPartition, Long>();
        await(admin.listOffsets(asked).all()).forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    private static List<TopicPartition> partitions(Topic topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.topicName(), partition))
                .toList();
    }

    private static String group(Topic topic) {
        return topic.shareGroup().orElseThrow().name();
    }

    private static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause
                    ? cause
                    : new KafkaException("the broker did not tell of its queues", e);
        } catch (TimeoutException e) {
            throw new KafkaException("the broker did not tell of its queues in %d s".formatted(PATIENCE_SECONDS), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while the broker was asked for its queues", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
