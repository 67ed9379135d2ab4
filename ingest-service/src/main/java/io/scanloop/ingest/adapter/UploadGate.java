package io.scanloop.ingest.adapter;

import io.scanloop.ingest.Refusal;
import io.scanloop.ingest.RefusedException;
import io.scanloop.ingest.Scratch;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Lets so many uploads at once be checked and stored, which bounds memory. Bytes are received outside the gate, so
 * that a slow sender holds nobody up.
 */
@ApplicationScoped
class UploadGate {
    private static final int PATIENCE_SECONDS = 60;
    private final Scratch scratch;
    private final Semaphore turns;

    UploadGate(Scratch scratch, IngestConfig config) {
        this.scratch = scratch;
        this.turns = new Semaphore(config.parallelUploads(), true);
    }

    <T> T receive(InputStream body, String contentType, String jsonPart, Function<MultipartUpload, T> intake) {
        try (var upload = MultipartUpload.read(body, contentType, jsonPart, scratch)) {
            if (!turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw busy();
            }
            try {
                return intake.apply(upload);
            } finally {
                turns.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
    }

    private static RefusedException busy() {
        return new RefusedException(Refusal.of(
                Refusal.Kind.UNAVAILABLE,
                "busy",
                "a turn within %d s".formatted(PATIENCE_SECONDS),
                "more uploads than can be checked at once",
                "send again in a few seconds, with fewer uploads in parallel"));
    }
}
