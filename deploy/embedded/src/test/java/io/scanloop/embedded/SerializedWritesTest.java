package io.scanloop.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

class SerializedWritesTest {
    private static final int WRITERS = 4;
    private static final int ROUNDS = 500;

    @TempDir
    Path folder;

    private SerializedWrites store;

    @BeforeEach
    void makeBucket() {
        store = new SerializedWrites(new FilesystemNio2BlobStore(folder.toString()));
        store.createContainer("bucket");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aPutOutlivesThatItsFolderVanishesWithTheLastNeighbour() throws Exception {
        var barrier = new CyclicBarrier(WRITERS);
        var threads = Executors.newFixedThreadPool(WRITERS);
        try {
            var writers = new ArrayList<Callable<Integer>>();
            for (int writer = 0; writer < WRITERS; writer++) {
                var key = "outbox/deep/" + writer;
                writers.add(() -> {
                    barrier.await();
                    int stored = 0;
                    for (int round = 0; round < ROUNDS; round++) {
                        put(key, "round " + round);
                        stored += store.blobExists("bucket", key) ? 1 : 0;
                        store.removeBlob("bucket", key);
                    }
                    return stored;
                });
            }

            for (var stored : threads.invokeAll(writers)) {
                assertThat(stored.get()).isEqualTo(ROUNDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void put(String key, String text) {
        var bytes = text.getBytes(UTF_8);
        var request = PutObjectRequest.builder()
                .bucket("bucket")
                .key(key)
                .contentLength((long) bytes.length)
                .build();
        store.putBlob(request, new ByteArrayInputStream(bytes));
    }
}
