package io.scanloop.laptop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C or SIGTERM, as something to wait for. The JVM ends only when the work has been put away. */
final class StopSignal implements AutoCloseable {
    private static final long SECONDS_TO_PUT_AWAY = 60;

    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private final CountDownLatch putAway = new CountDownLatch(1);

    private StopSignal() {}

    static StopSignal listen() {
        var signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::requestAndWait, "stop"));
        return signal;
    }

    private void requestAndWait() {
        requested.complete(null);
        try {
            if (!putAway.await(SECONDS_TO_PUT_AWAY, TimeUnit.SECONDS)) {
                System.err.println("not everything stopped in time; the data are whole all the same");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Completes when someone wants the laptop to stop. */
    CompletableFuture<Void> requested() {
        return requested;
    }

    boolean isRequested() {
        return requested.isDone();
    }

    /** Everything is put away: the JVM may end. */
    @Override
    public void close() {
        putAway.countDown();
    }
}
