package io.scanloop.embedded;

import io.scanloop.events.Topic;
import io.scanloop.events.TopicDeclaration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;

/** Brings a broker's topics, and the queues on them, to what we declare. Runs again harmlessly. */
final class TopicProvision {
    private static final long WAIT_SECONDS = 30;

    private final Admin admin;

    private TopicProvision(Admin admin) {
        this.admin = admin;
    }

    /**
     * Makes what is missing and renews the settings of what is there.
     *
     * @throws IllegalStateException when a topic has another number of partitions than declared: adding some would move
     *     keys to other partitions and break their order, so that is a migration for a person
     * @throws KafkaException when the broker refuses or does not answer within 30 s
     */
    static void provide(String bootstrapServers, List<TopicDeclaration> topics) {
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            var provision = new TopicProvision(admin);
            var present = provision.partitionsOfPresent();
            provision.create(topics.stream()
                    .filter(topic -> !present.containsKey(topic.name()))
                    .toList());
            var kept = topics.stream()
                    .filter(topic -> present.containsKey(topic.name()))
                    .toList();
            kept.forEach(topic -> requirePartitions(topic, present));
            provision.renewSettings(kept);
            provision.renewQueues();
        }
    }

    private Map<String, Integer> partitionsOfPresent() {
        var names = await(admin.listTopics().names());
        var present = new HashMap<String, Integer>();
        await(admin.describeTopics(names).allTopicNames())
                .forEach((name, described) ->
                        present.put(name, described.partitions().size()));
        return present;
    }

    private void create(List<TopicDeclaration> missing) {
        await(admin.createTopics(missing.stream()
                        .map(topic ->
                                new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.settings()))
                        .toList())
                .all());
    }

    private static void requirePartitions(TopicDeclaration topic, Map<String, Integer> present) {
        var partitions = present.get(topic.name());
        if (partitions == null || partitions != topic.partitions()) {
            throw new IllegalStateException(
                    "topic %s must have %d partitions, the folder's has %s: start on a new folder, or copy the topic"
                            .formatted(topic.name(), topic.partitions(), partitions));
        }
    }

    private void renewSettings(List<TopicDeclaration> kept) {
        var changes = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
        for (var topic : kept) {
            var settings = new ArrayList<AlterConfigOp>();
            topic.settings()
                    .forEach(
                            (name, value) -> settings.add(new AlterConfigOp(new ConfigEntry(name, value), OpType.SET)));
            changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), settings);
        }
        await(admin.incrementalAlterConfigs(changes).all());
    }

    /** A group has its settings before its first member comes. */
    private void renewQueues() {
        var changes = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
        Stream.of(Topic.values()).flatMap(topic -> topic.shareGroup().stream()).forEach(group -> {
            var settings = new ArrayList<AlterConfigOp>();
            group.settings()
                    .forEach(
                            (name, value) -> settings.add(new AlterConfigOp(new ConfigEntry(name, value), OpType.SET)));
            changes.put(new ConfigResource(ConfigResource.Type.GROUP, group.name()), settings);
        });
        await(admin.incrementalAlterConfigs(changes).all());
    }

    private static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the broker did not provide its topics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while the broker provided its topics", e);
        }
    }
}
