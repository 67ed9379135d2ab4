package io.scanloop.worker;

import io.scanloop.learning.graph.Batch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Makes batches on threads of its own, a few ahead of training. A batch depends on its iteration only, and they are
 * handed out in order, so neither the number of threads nor their timing changes what is trained on.
 */
final class BatchFeed implements AutoCloseable {
    private static final long LONGEST_BATCH_MINUTES = 10;

    private final Maker maker;
    private final long end;
    private final ExecutorService threads;
    private final Deque<Future<Batch>> ahead = new ArrayDeque<>();
    private long submitted;
    private long waitedNanos;

    /** Makes the batch of an iteration; safe for threads. */
    @FunctionalInterface
    interface Maker {
        Batch make(long iteration);
    }

    /**
     * Begins to make batches.
     *
     * @param begin first iteration
     * @param end iteration after the last
     * @param depth how many batches are made or lie ready at most, at least 1
     */
    BatchFeed(Maker maker, long begin, long end, int threads, int depth) {
        this.maker = maker;
        this.end = end;
        this.submitted = begin;
        this.threads = Executors.newFixedThreadPool(threads, work -> {
            var thread = new Thread(work, "batches");
            thread.setDaemon(true);
            return thread;
        });
        for (int i = 0; i < depth; i++) {
            submit();
        }
    }

    private void submit() {
        if (submitted < end) {
            long iteration = submitted++;
            Callable<Batch> making = () -> maker.make(iteration);
            ahead.add(threads.submit(making));
        }
    }

    /**
     * The next batch; waits where it is not ready.
     *
     * @throws IllegalStateException after the last
     * @throws RuntimeException as the maker threw it
     */
    Batch next() throws InterruptedException {
        var next = ahead.poll();
        if (next == null) {
            throw new IllegalStateException("iteration %d has no batch: the feed ends there".formatted(end));
        }
        long asked = System.nanoTime();
        try {
            return next.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a batch could not be made", e.getCause());
        } finally {
            waitedNanos += System.nanoTime() - asked;
            submit();
        }
    }

    /** How long {@link #next} waited so far, in nanoseconds. */
    long waitedNanos() {
        return waitedNanos;
    }

    /** Ends the threads, each after the batch that it is about, so that nobody reads studies afterwards. */
    @Override
    public void close() {
        ahead.forEach(batch -> batch.cancel(false)); // an interrupt would close files under the hands of the reader
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LONGEST_BATCH_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException(
                        "a batch is being made for more than %d minutes".formatted(LONGEST_BATCH_MINUTES));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
