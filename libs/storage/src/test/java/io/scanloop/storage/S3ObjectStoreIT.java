package io.scanloop.storage;

import static io.scanloop.storage.Race.race;
import static io.scanloop.storage.Samples.bytes;
import static io.scanloop.storage.Samples.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.minio.CreateMultipartUploadArgs;
import io.scanloop.embedded.EmbeddedS3;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
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

    @Test
    void neverListsAPutUnderWay() throws Exception {
        try (var store = new S3ObjectStore(settings())) {
            store.size("make/the/bucket");
            var listings = race(racer -> {
                for (int i = 0; i < 10; i++) {
                    store.put("listed/" + racer, stream("x"), 1);
                    assertThat(store.list("listed/", "", 100))
                            .contains("listed/" + racer)
                            .allMatch(key -> key.matches("listed/\\d+"));
                }
                return true;
            });

            assertThat(listings).containsOnly(true);
        }
    }

    @Test
    void deletesThePartsOfUnfinishedUploadsWithTheirPrefix() throws Exception {
        var settings = settings();
        try (var store = new S3ObjectStore(settings);
                var bucket = new S3Bucket(settings)) {
            begin(bucket, "patients/a/volume");
            begin(bucket, "patients/b/volume");

            store.deletePrefix("patients/a/");

            assertThat(bucket.uploads("").uploads())
                    .extracting(upload -> upload.objectName())
                    .containsExactly("patients/b/volume");
        }
    }

    private static void begin(S3Bucket bucket, String key) {
        var arguments = bucket.at(key, CreateMultipartUploadArgs.builder()).build();
        bucket.calls().call("begin " + key, () -> bucket.client().createMultipartUpload(arguments));
    }

    @Test
    @Tag("slow")
    void takesAFileLargerThanOneRequestMayBe() throws Exception {
        var file = folder.resolve("sparse");
        long size = (5L << 30) + 1;
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(size);
        }
        var settings = settings();
        try (var store = new S3ObjectStore(settings)) {

            var ref = store.put("very/large", file);

            assertThat(store.size("very/large")).contains(size);
            try (var stored = new DigestInputStream(store.open("very/large"), MessageDigest.getInstance("SHA-256"))) {
                stored.transferTo(OutputStream.nullOutputStream());
                assertThat(HexFormat.of().formatHex(stored.getMessageDigest().digest()))
                        .isEqualTo(ref.sha256());
            }
        }
    }
}
