package io.scanloop.workflow.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.scanloop.events.EventCodec;
import io.scanloop.events.StepReady;
import io.scanloop.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A member of the share groups that does what a script says with each step, and accepts it. */
final class ScriptedWorker implements AutoCloseable {
    private final Map<String, String> connection;
    private final BiConsumer<StepReady, String> script;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean isClosing;

    /**
     * Starts to work.
     *
     * @param script gets the step and the attempt's name
     */
    ScriptedWorker(Map<String, String> connection, BiConsumer<StepReady, String> script) {
        this.connection = connection;
        this.script = script;
        for (var topic : List.of(Topic.STEPS_PRETRAIN, Topic.STEPS_FINETUNE, Topic.STEPS_EVALUATE)) {
            var thread = new Thread(() -> work(topic), "worker-" + topic);
            threads.add(thread);
            thread.start();
        }
    }

    private void work(Topic topic) {
        var settings = new HashMap<String, Object>(Map.of(
                "group.id",
                topic.shareGroup().orElseThrow().name(),
                "share.acknowledgement.mode",
                "explicit",
                "max.poll.records",
                1));
        settings.putAll(connection);
        try (var consumer =
                new KafkaShareConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic.topicName()));
            while (!isClosing) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    var headers = new HashMap<String, String>();
                    record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
                    var step = (StepReady)
                            EventCodec.decode(headers, record.value()).orElseThrow();
                    script.accept(step, "%s%d".formatted(step.step().replace("-", ""), record.offset()));
                    consumer.acknowledge(record, AcknowledgeType.ACCEPT);
                }
                consumer.commitSync();
            }
        } catch (KafkaException e) {
            if (!isClosing) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        isClosing = true;
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
