package io.scanloop.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far long work has come: one line that is written over on a terminal, else a plain line every ten seconds.
 * Safe for use by many threads.
 */
final class Progress implements Retry.Listener, AutoCloseable {
    private static final Duration LIVE_EVERY = Duration.ofMillis(200);
    private static final Duration PLAIN_EVERY = Duration.ofSeconds(10);

    private final Console console;
    private final String unit;
    private final int total;
    private final long totalBytes;
    private final long begun = System.nanoTime();
    private final IntSupplier done;
    private final AtomicInteger settled = new AtomicInteger();
    private final AtomicLong bytesSent = new AtomicLong();
    private final AtomicLong bytesPassedOver = new AtomicLong();
    private final AtomicLong firstSent = new AtomicLong();
    private final Thread ticker;
    private volatile @Nullable String waitingFor;

    /**
     * Starts to show.
     *
     * @param unit what is counted, e.g. {@code studies}
     * @param total how many there are
     * @param totalBytes how many bytes they have, 0 when bytes do not matter
     */
    Progress(Console console, String unit, int total, long totalBytes) {
        this(console, unit, total, totalBytes, null);
    }

    /** Shows work that does not say itself how far it is: {@code done} is asked. */
    static Progress watching(Console console, String unit, int total, IntSupplier done) {
        return new Progress(console, unit, total, 0, done);
    }

    private Progress(Console console, String unit, int total, long totalBytes, @Nullable IntSupplier done) {
        this.console = console;
        this.done = done == null ? settled::get : done;
        this.unit = unit;
        this.total = total;
        this.totalBytes = totalBytes;
        this.ticker = new Thread(this::tick, "progress");
        ticker.setDaemon(true);
        ticker.start();
    }

    /** Bytes went out; negative when they went in vain. */
    void sent(long bytes) {
        firstSent.compareAndSet(0, System.nanoTime());
        bytesSent.addAndGet(bytes);
    }

    /** One more is done, and so many of its bytes did not have to be sent. */
    void settled(long bytesNotSent) {
        bytesPassedOver.addAndGet(bytesNotSent);
        settled.incrementAndGet();
    }

    long bytesSent() {
        return bytesSent.get();
    }

    int done() {
        return done.getAsInt();
    }

    @Override
    public void waiting(Problem problem, Duration wait) {
        var actual = problem.actual();
        var reason = actual == null ? problem.message() : "%s (%s)".formatted(problem.message(), actual);
        if (waitingFor == null && !console.terminal().isLive()) {
            console.say("waiting: " + reason);
        }
        waitingFor = reason;
    }

    @Override
    public void answered() {
        if (waitingFor != null && !console.terminal().isLive()) {
            console.say("the server answers again");
        }
        waitingFor = null;
    }

    @Override
    public void close() {
        ticker.interrupt();
        try {
            ticker.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        console.live("");
    }

    private void tick() {
        var isLive = console.terminal().isLive();
        try {
            while (true) {
                if (isLive) {
                    console.live(line());
                }
                Thread.sleep((isLive ? LIVE_EVERY : PLAIN_EVERY).toMillis());
                if (!isLive) {
                    console.say(line());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** E.g. {@code 12 of 65 studies  31 %  8.4 MB/s  about 12 s left}. */
    String line() {
        var count = done();
        var line = new StringBuilder("%d of %d %s".formatted(count, total, unit));
        var sent = bytesSent.get();
        var position = sent + bytesPassedOver.get();
        if (totalBytes > 0) {
            line.append("  %d %%".formatted(Math.min(100, 100 * position / totalBytes)));
        }
        var reason = waitingFor;
        if (reason != null) {
            return line.append("  waiting: ").append(reason).toString();
        }
        var sending = (System.nanoTime() - firstSent.get()) / 1e9;
        if (sent > 0 && sending > 0.5) {
            line.append("  ").append(size((long) (sent / sending))).append("/s");
        }
        var left = totalBytes > 0
                ? sent > 0 ? sending * (totalBytes - position) / sent : 0
                : count > 0 ? (System.nanoTime() - begun) / 1e9 * (total - count) / count : 0;
        if (left >= 1) {
            line.append("  about ")
                    .append(left < 10 ? Math.round(left) + " s" : time(left))
                    .append(" left");
        }
        return line.toString();
    }

    /** E.g. {@code 0.4 s}, {@code 12 s}, {@code 3 min}, {@code 2.0 h}. */
    static String time(double seconds) {
        if (seconds < 9.95) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        if (seconds < 90) {
            return String.format(Locale.ROOT, "%.0f s", seconds);
        }
        return seconds < 5400
                ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
                : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }

    /** E.g. {@code 167.0 MB}, in powers of ten. */
    static String size(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        if (bytes < 1_000_000) {
            return bytes / 1_000 + " kB";
        }
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }
}
