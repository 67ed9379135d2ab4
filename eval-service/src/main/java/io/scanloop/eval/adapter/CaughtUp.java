package io.scanloop.eval.adapter;

import io.scanloop.eval.judge.LogBarrier;
import io.scanloop.eval.view.LoopViews;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Waits until the fold of the views stands where the log ended when it was asked. */
final class CaughtUp implements LogBarrier {
    private static final long BETWEEN_LOOKS_MILLIS = 20;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final LogEnds ends;
    private final ViewFold fold;
    private final CountDownLatch closing;

    CaughtUp(LogEnds ends, ViewFold fold, CountDownLatch closing) {
        this.ends = ends;
        this.fold = fold;
        this.closing = closing;
    }

    @Override
    public void await() throws InterruptedException {
        var wanted = ends.ends(LoopViews.TOPICS);
        long begun = System.nanoTime();
        while (!wanted.entrySet().stream().allMatch(end -> has(end.getKey(), end.getValue()))) {
            if (closing.await(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("the service ends");
            }
            if (System.nanoTime() - begun > PATIENCE_NANOS) {
                throw new KafkaException("the views did not reach the end of the log within a minute");
            }
        }
    }

    private boolean has(TopicPartition partition, long end) {
        return fold.position().next().getOrDefault(partition, 0L) >= end;
    }
}
