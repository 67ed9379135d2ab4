package io.scanloop.worker;

import java.nio.file.Path;

/**
 * Where and how a worker works.
 *
 * @param worker its name, like {@code finetune-worker-4kq0zt}
 * @param cache folder for prepared studies and weights; workers of one machine may share it
 * @param cacheBytes how much the cache may take, in bytes
 * @param batchThreads threads that make batches ahead of training, at least 1
 */
public record WorkerSettings(String worker, Path cache, long cacheBytes, int batchThreads) {
    public WorkerSettings {
        if (batchThreads < 1) {
            throw new IllegalArgumentException("batches need at least one thread, got " + batchThreads);
        }
    }
}
