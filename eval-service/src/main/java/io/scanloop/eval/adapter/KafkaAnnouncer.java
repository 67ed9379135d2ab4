package io.scanloop.eval.adapter;

import io.scanloop.eval.AnnouncementException;
import io.scanloop.eval.Announcer;
import io.scanloop.events.Event;
import io.scanloop.events.EventCodec;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Sends events to Kafka through Quarkus messaging. */
@ApplicationScoped
class KafkaAnnouncer implements Announcer {
    private final MutinyEmitter<byte[]> facts;
    private final EvalConfig config;

    KafkaAnnouncer(
            @Channel("facts") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 256)
                    MutinyEmitter<byte[]> facts,
            EvalConfig config) {
        this.facts = facts;
        this.config = config;
    }

    @Override
    public void announce(Event event) {
        var encoded = EventCodec.encode(event);
        var headers = new RecordHeaders();
        encoded.headers().forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        var metadata = OutgoingKafkaRecordMetadata.<String>builder()
                .withTopic(encoded.topic().topicName())
                .withKey(encoded.key())
                .withHeaders(headers)
                .build();
        try {
            facts.sendMessage(Message.of(encoded.value(), Metadata.of(metadata)))
                    .await()
                    .atMost(config.announceTimeout());
        } catch (TimeoutException | CompletionException | IllegalStateException e) {
            throw new AnnouncementException(
                    "the broker must acknowledge %s within %s, it did not"
                            .formatted(event.id(), config.announceTimeout()),
                    e);
        }
    }
}
