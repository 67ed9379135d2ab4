package io.scanloop.laptop;

import io.scanloop.embedded.EmbeddedKafka;
import io.scanloop.embedded.EmbeddedS3;
import io.scanloop.embedded.FreePort;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Broker and store in the launcher's JVM, on their usual ports where those are free. */
final class Backbone implements AutoCloseable {
    private static final int USUAL_BROKER_PORT = 9092;
    private static final int USUAL_STORE_PORT = 9000;

    private final EmbeddedKafka broker;
    private final EmbeddedS3 store;

    private Backbone(EmbeddedKafka broker, EmbeddedS3 store) {
        this.broker = broker;
        this.store = store;
    }

    /** Starts both at once. */
    static Backbone start(DataFolder data) {
        var starting = CompletableFuture.supplyAsync(
                () -> EmbeddedKafka.start(data.broker(), FreePort.preferably(USUAL_BROKER_PORT)));
        EmbeddedS3 store;
        try {
            store = EmbeddedS3.start(data.store(), FreePort.preferably(USUAL_STORE_PORT));
        } catch (RuntimeException e) {
            starting.thenAccept(EmbeddedKafka::close)
                    .exceptionally(alsoFailed -> null)
                    .join();
            throw new LaptopException("the store did not start: " + e.getMessage(), e);
        }
        try {
            return new Backbone(starting.join(), store);
        } catch (CompletionException e) {
            store.close();
            throw new LaptopException("the broker did not start: " + LaptopException.reason(e), e);
        }
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    EmbeddedS3 store() {
        return store;
    }

    @Override
    public void close() {
        try (store) {
            broker.close();
        }
    }
}
