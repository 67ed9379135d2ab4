package io.scanloop.eval.adapter;

import io.quarkus.logging.Log;
import io.scanloop.eval.stream.Subscription;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** One client of the metric stream. Everything but the reading of history happens in its event loop. */
final class StreamClient {
    private static final long PAUSE_MILLIS = 20;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final Subscription subscription;
    private final WorkerExecutor readers;
    private final Runnable whenGone;
    private boolean isReading;
    private boolean isGone;
    /** Since when its socket takes nothing; 0 while it does. */
    private long stalledSince;

    private long lastWrite = System.nanoTime();

    StreamClient(
            Vertx vertx,
            HttpServerResponse response,
            Subscription subscription,
            WorkerExecutor readers,
            Runnable whenGone) {
        this.vertx = vertx;
        this.response = response;
        this.subscription = subscription;
        this.readers = readers;
        this.whenGone = whenGone;
    }

    /** Writes what there is, as far as the socket takes it. */
    void pump() {
        while (!isGone && !isReading) {
            if (response.writeQueueFull()) {
                stall();
                return;
            }
            if (!subscription.isLive()) {
                read();
                return;
            }
            write(subscription.live());
            if (!subscription.hasMore()) {
                return;
            }
        }
    }

    private void stall() {
        if (stalledSince == 0) {
            stalledSince = System.nanoTime();
            response.drainHandler(drained -> {
                stalledSince = 0;
                pump();
            });
        }
    }

    /** Broker and store may take their time. */
    private void read() {
        isReading = true;
        readers.executeBlocking(subscription::catchUp, false).onComplete(read -> {
            isReading = false;
            if (isGone) {
                release();
            } else if (read.failed()) {
                Log.infof("a client of the metric stream is cut off, it may resume reason=%s", read.cause());
                cut();
            } else {
                write(read.result());
                goOn(read.result().length);
            }
        });
    }

    private void goOn(int written) {
        if (written > 0 || subscription.isLive()) {
            pump();
        } else {
            isReading = true;
            vertx.setTimer(PAUSE_MILLIS, passed -> {
                isReading = false;
                if (isGone) {
                    release();
                } else {
                    pump();
                }
            });
        }
    }

    private void write(byte[] bytes) {
        if (bytes.length > 0) {
            lastWrite = System.nanoTime();
            response.write(Buffer.buffer(bytes));
        }
    }

    /**
     * Called now and then.
     *
     * @param patienceNanos how long its socket may take nothing
     * @param quietNanos after how long without news it is told that the stream lives
     */
    void look(long now, long patienceNanos, long quietNanos) {
        if (stalledSince != 0 && now - stalledSince > patienceNanos) {
            Log.info("a client of the metric stream takes nothing and is cut off, it may resume");
            cut();
        } else if (stalledSince == 0 && !isGone && now - lastWrite > quietNanos) {
            write(subscription.heartbeat());
        }
    }

    private void cut() {
        gone();
        response.reset();
    }

    /** The client is not there any more. */
    void gone() {
        if (!isGone) {
            isGone = true;
            whenGone.run();
            if (!isReading) {
                release();
            }
        }
    }

    /** Closes what it still reads; that asks the broker, so it is not for the event loop. A live client holds nothing. */
    private void release() {
        if (!subscription.isLive()) {
            readers.executeBlocking(
                            () -> {
                                subscription.close();
                                return subscription;
                            },
                            false)
                    .onFailure(e -> Log.infof("a reader of the metric stream was not closed reason=%s", e));
        }
    }
}
