package io.scanloop.eval.adapter;

import io.quarkus.logging.Log;
import io.quarkus.runtime.Quarkus;
import io.scanloop.eval.AnnouncementException;
import io.scanloop.eval.judge.Judge;
import io.scanloop.eval.judge.LostOwnershipException;
import io.scanloop.storage.LostObjectException;
import io.scanloop.storage.ObjectStoreException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;

/**
 * Has runs judged one after the other. Tries until the store and the broker do their part; an object that is gone ends it at
 * once, since no trying brings it back, and a fault of ours after a few tries.
 */
final class JudgingQueue implements AutoCloseable {
    private static final int TRIES = 5;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final long END_SECONDS = 2;

    private final Work work;
    private final long shortestPauseMillis;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        var made = new Thread(task, "judge");
        made.setDaemon(true);
        return made;
    });

    /** @param shortestPause before the second try; it doubles from try to try */
    JudgingQueue(Work work, Duration shortestPause) {
        this.work = work;
        this.shortestPauseMillis = shortestPause.toMillis();
    }

    /** What a {@link Judge} does. */
    interface Work {
        Judge.Outcome judge(String project, String run, BooleanSupplier isOurs) throws InterruptedException;
    }

    /** Told once how it ended, on the thread of the queue; not at all when the service ends first. */
    interface End {
        /** It is judged, or another replica's to judge. */
        void settled();

        /** It cannot be judged. */
        void setAside(RuntimeException cause);
    }

    /** Judges a run when those before it have come to their end. */
    void add(String project, String run, BooleanSupplier isOurs, End end) {
        try {
            thread.execute(() -> {
                if (closing.getCount() == 0) {
                    return; // the one before has just been ended
                }
                try {
                    settle(project, run, isOurs, end);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // the service ends: another process goes on with it
                } catch (Error e) {
                    Log.error("nothing more can be judged: the service ends, to be started again", e);
                    Quarkus.asyncExit(1);
                    throw e;
                }
            });
        } catch (RejectedExecutionException e) {
            Log.debug("the service ends and judges nothing more");
        }
    }

    private void settle(String project, String run, BooleanSupplier isOurs, End end) throws InterruptedException {
        try {
            judge(project, run, isOurs);
            end.settled();
        } catch (LostObjectException e) {
            Log.errorf(
                    "a run cannot be judged, since an object of it is lost, and goes to the dead letters: bring the object"
                            + " back and restart the service project=%s run=%s reason=%s",
                    project, run, e.getMessage());
            end.setAside(e);
        } catch (RuntimeException e) {
            Log.errorf(
                    e,
                    "a run cannot be judged and goes to the dead letters: look at the cause project=%s run=%s",
                    project,
                    run);
            end.setAside(e);
        }
    }

    private void judge(String project, String run, BooleanSupplier isOurs) throws InterruptedException {
        long pause = shortestPauseMillis;
        for (int faults = 0; isOurs.getAsBoolean(); pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            try {
                long begun = System.nanoTime();
                if (work.judge(project, run, isOurs) == Judge.Outcome.JUDGED) {
                    Log.infof(
                            "a model version is judged project=%s run=%s ms=%d",
                            project, run, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
                }
                return;
            } catch (LostOwnershipException e) {
                return;
            } catch (RuntimeException e) {
                if (closing.getCount() == 0) {
                    throw new InterruptedException("the service ends");
                }
                if (isTheWorlds(e)) {
                    Log.warnf("a run waits to be judged run=%s reason=%s", run, e.getMessage());
                } else if (e instanceof LostObjectException || ++faults == TRIES) {
                    throw e;
                } else {
                    Log.warnf(e, "judging a run failed and is tried again run=%s", run);
                }
            }
            if (closing.await(pause, TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("the service ends");
            }
        }
    }

    private static boolean isTheWorlds(RuntimeException e) {
        return (e instanceof ObjectStoreException && !(e instanceof LostObjectException))
                || e instanceof AnnouncementException
                || e instanceof KafkaException;
    }

    /** Ends what is at work, without a word to who waits for it. */
    @Override
    public void close() {
        closing.countDown();
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                Log.debug("a judge did not end in time and ends with the process");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
