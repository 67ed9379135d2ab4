package io.scanloop.eval.adapter;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.scanloop.embedded.EmbeddedKafka;
import io.scanloop.embedded.EmbeddedS3;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.S3ObjectStore;
import io.scanloop.storage.S3Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real broker and a real store for the tests of this service. */
public final class EmbeddedServers implements QuarkusTestResourceLifecycleManager {
    private static @Nullable EmbeddedKafka kafka;
    private static @Nullable EmbeddedS3 s3;

    @Override
    public Map<String, String> start() {
        try {
            var folder = Files.createTempDirectory("eval-it");
            kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
            s3 = EmbeddedS3.start(folder.resolve("s3"), 0);
            return Map.of(
                    "kafka.bootstrap.servers", kafka.bootstrapServers(),
                    "eval.store.endpoint", s3.endpoint(),
                    "eval.store.access-key", s3.accessKey(),
                    "eval.store.secret-key", s3.secretKey(),
                    "eval.heartbeat", "1s",
                    "quarkus.http.test-port", "0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    static ObjectStore store() {
        return new S3ObjectStore(S3Settings.of(s3.endpoint(), "scanloop", s3.accessKey(), s3.secretKey()));
    }

    @Override
    public void stop() {
        if (s3 != null) {
            s3.close();
        }
        if (kafka != null) {
            kafka.close();
        }
    }
}
