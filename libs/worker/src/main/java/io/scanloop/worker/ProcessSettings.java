package io.scanloop.worker;

import io.scanloop.storage.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the process of a worker is told.
 *
 * @param bootstrapServers where the broker is, as {@code host:port}, several joined by commas
 * @param store where the bytes rest
 * @param name of the worker; null: one that nobody has had
 * @param cache folder for prepared studies and weights; workers of one machine may share it
 * @param cacheBytes how much the cache may take, in bytes
 * @param threads that networks compute with, at least 1
 * @param idleExit the process ends after this long without work; zero: never
 */
public record ProcessSettings(
        String bootstrapServers,
        S3Settings store,
        @Nullable String name,
        Path cache,
        long cacheBytes,
        int threads,
        Duration idleExit) {
    public ProcessSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("a worker computes with at least one thread, got " + threads);
        }
    }
}
