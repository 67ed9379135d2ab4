package io.scanloop.ingest.adapter;

import io.scanloop.events.EncodedEvent;
import io.scanloop.ingest.Announcer;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Sends events to Kafka through Quarkus messaging; a send completes when the broker has acknowledged it. */
@ApplicationScoped
class KafkaAnnouncer implements Announcer {
    private final MutinyEmitter<byte[]> facts;

    KafkaAnnouncer(
            @Channel("facts") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 1024)
                    MutinyEmitter<byte[]> facts) {
        this.facts = facts;
    }

    @Override
    public CompletionStage<Void> announce(EncodedEvent event) {
        var headers = new RecordHeaders();
        event.headers().forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        var metadata = OutgoingKafkaRecordMetadata.<String>builder()
                .withTopic(event.topic().topicName())
                .withKey(event.key())
                .withHeaders(headers)
                .build();
        Uni<Void> sent = facts.sendMessage(Message.of(event.value(), Metadata.of(metadata)));
        return sent.subscribeAsCompletionStage();
    }
}
