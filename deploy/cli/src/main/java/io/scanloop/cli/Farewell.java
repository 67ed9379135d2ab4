package io.scanloop.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Words for the one who stops long work with Ctrl-C. */
final class Farewell {
    /** As long as a step of the largest network may take on a slow machine. */
    private static final int PATIENCE_SECONDS = 120;

    private Farewell() {}

    /** Work that gives something, and may fail. */
    interface Work<T, E extends Exception> {
        /** Does it. */
        T done() throws E;
    }

    /** Does the work; says the words if the program is stopped meanwhile. */
    static <T, E extends Exception> T during(Work<T, E> work, Runnable words) throws E {
        var hook = new Thread(words, "farewell");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.done();
        } finally {
            forget(hook);
        }
    }

    /**
     * As {@link #during}, for work that can be asked to end, and then is waited for: a program that leaves while the engine
     * computes would end in a crash of it.
     *
     * @param ask to end soon, with words
     */
    static <T, E extends Exception> T ending(Work<T, E> work, Runnable ask) throws E {
        var ended = new CountDownLatch(1);
        try {
            return during(work, () -> {
                ask.run();
                await(ended);
            });
        } finally {
            ended.countDown();
        }
    }

    private static void await(CountDownLatch ended) {
        try {
            ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the program is being stopped and the words are being said
        }
    }
}
