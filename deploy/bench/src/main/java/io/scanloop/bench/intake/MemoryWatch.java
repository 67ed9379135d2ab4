package io.scanloop.bench.intake;

import io.scanloop.bench.rig.IntakeClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Looks at a service's memory ten times a second, from its start until it is closed. */
final class MemoryWatch implements AutoCloseable {
    private static final long BETWEEN_LOOKS_MILLIS = 100;
    private final IntakeClient client;
    private final long pid;
    private final Thread thread;
    private volatile Memory peak = new Memory(0, 0, 0);
    private volatile boolean isOver;

    /**
     * Memory of a JVM in bytes.
     *
     * @param heapUsed objects, garbage among them
     * @param heapCommitted what the heap takes from the machine
     * @param resident what the whole process takes
     */
    record Memory(long heapUsed, long heapCommitted, long resident) {
        private Memory max(Memory other) {
            return new Memory(
                    Math.max(heapUsed, other.heapUsed),
                    Math.max(heapCommitted, other.heapCommitted),
                    Math.max(resident, other.resident));
        }
    }

    private MemoryWatch(IntakeClient client, long pid) {
        this.client = client;
        this.pid = pid;
        this.thread = new Thread(this::look, "memory-watch");
        thread.setDaemon(true);
    }

    static MemoryWatch start(IntakeClient client, long pid) {
        var watch = new MemoryWatch(client, pid);
        watch.thread.start();
        return watch;
    }

    /** What lives in the heap: what is left after a full collection. */
    static long liveHeap(IntakeClient client, long pid) throws IOException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(jcmd, String.valueOf(pid), "GC.run")
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("jcmd did not collect garbage: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while garbage is collected", e);
        }
        return now(client, pid).heapUsed();
    }

    private void look() {
        while (!isOver) {
            try {
                peak = peak.max(now(client, pid));
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
            } catch (IOException e) {
                throw new UncheckedIOException("the service's memory cannot be seen", e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static Memory now(IntakeClient client, long pid) throws IOException {
        var metrics = client.get("/q/metrics").text();
        return new Memory(
                sum(metrics, "jvm_memory_used_bytes{area=\"heap\""),
                sum(metrics, "jvm_memory_committed_bytes{area=\"heap\""),
                resident(pid));
    }

    private static long sum(String metrics, String series) {
        return (long) metrics.lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static long resident(long pid) throws IOException {
        try (var lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        }
    }

    Memory peak() {
        return peak;
    }

    @Override
    public void close() {
        isOver = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
