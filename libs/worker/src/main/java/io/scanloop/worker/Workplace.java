package io.scanloop.worker;

import io.scanloop.events.StepReady;
import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Task;
import io.scanloop.storage.ObjectStore;
import io.scanloop.worker.cache.FileCache;
import io.scanloop.worker.checkpoint.WeightFiles;
import io.scanloop.worker.study.StudyCases;
import java.time.Clock;
import java.util.function.Function;

/**
 * What the steps of a worker share.
 *
 * @param methods the methods by name
 * @param settings where and how it works
 */
record Workplace(
        ObjectStore store, FileCache cache, Function<String, Method> methods, WorkerSettings settings, Clock clock) {

    Attempt attempt(StepReady step, String name) {
        return new Attempt(store, clock, step, name, settings.worker());
    }

    WeightFiles weights() {
        return new WeightFiles(store, cache);
    }

    /** Studies for one step; half of the cache may stay in use between reads, the other half is for other workers. */
    StudyCases cases(Task task) {
        return new StudyCases(store, cache, task, settings.cacheBytes() / 2);
    }
}
