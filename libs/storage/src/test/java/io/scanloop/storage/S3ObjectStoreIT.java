package io.scanloop.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.embedded.EmbeddedS3;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promises of an object store, kept across HTTP by the embedded server. */
class S3ObjectStoreIT extends ObjectStoreContract {
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private static EmbeddedS3 server;

    @BeforeAll
    static void startServer(@TempDir Path data) {
        server = EmbeddedS3.start(data, 0);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static S3Settings settings() {
        return S3Settings.of(
                server.endpoint(), "bucket-" + BUCKETS.incrementAndGet(), server.accessKey(), server.secretKey());
    }

    @Override
    ObjectStore emptyStore() {
        return new S3ObjectStore(settings().withParts(8 << 20, 8 << 20));
    }

    @Test
    void severalMakeTheBucketAtOnce() throws Exception {
        var settings = settings();

        var stored = race(racer -> {
            try (var store = new S3ObjectStore(settings)) {
                return store.putIfAbsent("racer/" + racer, bytes("x"));
            }
        });

        assertThat(stored).containsOnly(true);
    }
}
