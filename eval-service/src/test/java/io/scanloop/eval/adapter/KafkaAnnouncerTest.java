package io.scanloop.eval.adapter;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.scanloop.eval.AnnouncementException;
import io.scanloop.eval.HandWritten;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaAnnouncerTest {
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final KafkaAnnouncer announcer = new KafkaAnnouncer(producer);

    @Test
    void returnsWhenTheProducerHasTheAcknowledgement() throws Exception {
        var announcing = announcing();
        assertThat(announcing).isNotDone();

        producer.completeNext();

        announcing.get(5, SECONDS);
        assertThat(producer.history()).hasSize(1);
        assertThat(producer.history().get(0).topic()).isEqualTo("models.v1");
        assertThat(producer.history().get(0).key()).isEqualTo("brain".getBytes());
    }

    @Test
    void whatTheProducerGaveUpIsSaidAndNotSentAgain() {
        var announcing = announcing();

        producer.errorNext(new TimeoutException("expired"));

        assertThatThrownBy(() -> announcing.get(5, SECONDS)).hasRootCauseInstanceOf(TimeoutException.class);
        assertThatThrownBy(announcing::join).hasCauseInstanceOf(AnnouncementException.class);
        assertThat(producer.history()).hasSize(1);
    }

    private CompletableFuture<Void> announcing() {
        var announcing =
                CompletableFuture.runAsync(() -> announcer.announce(HandWritten.registered("brain", "m1", "r1")));
        await().atMost(5, SECONDS).until(() -> !producer.history().isEmpty());
        return announcing;
    }
}
