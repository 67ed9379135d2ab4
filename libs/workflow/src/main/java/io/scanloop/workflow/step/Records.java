package io.scanloop.workflow.step;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.scanloop.events.DeadLetter;
import io.scanloop.events.Event;
import io.scanloop.events.EventCodec;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Events and dead letters as records of Kafka. */
final class Records {
    private Records() {}

    static ProducerRecord<byte[], byte[]> of(Event event) {
        var encoded = EventCodec.encode(event);
        var key = encoded.key();
        return record(
                encoded.topic().topicName(),
                key == null ? null : key.getBytes(UTF_8),
                encoded.value(),
                encoded.headers());
    }

    /** Key and value as they came. */
    static ProducerRecord<byte[], byte[]> of(DeadLetter letter, ConsumerRecord<byte[], byte[]> original) {
        return record(
                letter.origin().deadLetterTopicName(),
                original.key(),
                original.value(),
                letter.headers(headers(original.headers())));
    }

    static Map<String, String> headers(Headers headers) {
        var texts = new HashMap<String, String>();
        headers.forEach(
                header -> texts.put(header.key(), header.value() == null ? "" : new String(header.value(), UTF_8)));
        return texts;
    }

    private static ProducerRecord<byte[], byte[]> record(
            String topic, byte @Nullable [] key, byte[] value, Map<String, String> headers) {
        var record = new ProducerRecord<>(topic, key, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
        return record;
    }
}
