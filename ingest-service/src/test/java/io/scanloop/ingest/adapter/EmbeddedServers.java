package io.scanloop.ingest.adapter;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.scanloop.embedded.EmbeddedKafka;
import io.scanloop.embedded.EmbeddedS3;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real broker and a real store for the tests of this service. */
public final class EmbeddedServers implements QuarkusTestResourceLifecycleManager {
    static @Nullable EmbeddedKafka kafka;
    static @Nullable EmbeddedS3 s3;

    @Override
    public Map<String, String> start() {
        try {
            var folder = Files.createTempDirectory("ingest-it");
            kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
            s3 = EmbeddedS3.start(folder.resolve("s3"), 0);
            return Map.of(
                    "kafka.bootstrap.servers", kafka.bootstrapServers(),
                    "ingest.store.endpoint", s3.endpoint(),
                    "ingest.store.access-key", s3.accessKey(),
                    "ingest.store.secret-key", s3.secretKey(),
                    "ingest.installation-key",
                            folder.resolve("installation.key").toString(),
                    "ingest.scratch", folder.resolve("scratch").toString(),
                    "ingest.scratch-limit", "1M",
                    "quarkus.http.test-port", "0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
