package io.scanloop.bench.rig;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One process of the rig. It can die without warning and come back with the same ports and folders. */
public final class Child {
    private static final Duration TO_GET_READY = Duration.ofSeconds(90);
    private static final Duration TO_DRAIN = Duration.ofSeconds(60);
    private static final Duration TO_STOP = Duration.ofSeconds(15);
    private static final long BETWEEN_LOOKS_MILLIS = 50;
    private static final int TAIL = 4000;

    private final String name;
    private final ProcessBuilder builder;
    private final Path log;
    private final Readiness readiness;
    private @Nullable Process process;
    private long logBegin;
    private int kills;

    /** Tells that a process serves. */
    interface Readiness {
        /** Whether it does, given what it has printed since it was started. */
        boolean holds(String printed);
    }

    /**
     * A process that is not started yet.
     *
     * @param environment on top of our own; secrets stand here and not on the command line
     * @param log takes what it prints, of all its lives
     */
    Child(String name, List<String> command, Map<String, String> environment, Path log, Readiness readiness) {
        this.name = name;
        this.log = log;
        this.readiness = readiness;
        this.builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
    }

    public String name() {
        return name;
    }

    /** What it printed in all its lives. */
    public Path log() {
        return log;
    }

    /** How often it was killed. */
    public synchronized int kills() {
        return kills;
    }

    public synchronized long pid() {
        return running().pid();
    }

    /** Starts it and does not wait until it serves. */
    public synchronized void launch() {
        try {
            logBegin = Files.exists(log) ? Files.size(log) : 0;
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    /** {@code kill -9}, and a new start as soon as the process is gone. */
    public synchronized void killAndRestart() {
        end(running().destroyForcibly());
        kills++;
        launch();
    }

    /**
     * SIGTERM, and a new start once the process has ended.
     *
     * @return the exit code
     * @throws IllegalStateException when it does not end in time
     */
    public synchronized int terminateAndRestart() {
        int status = terminate();
        launch();
        return status;
    }

    private int terminate() {
        var process = running();
        process.destroy();
        try {
            if (!process.waitFor(TO_DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(
                        "%s still runs %d s after SIGTERM:%n%s".formatted(name, TO_DRAIN.toSeconds(), tail()));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a process ends", e);
        }
    }

    /**
     * Waits until it serves.
     *
     * @throws IllegalStateException when it ended by itself, or does not serve in time; with the end of its log
     */
    public void awaitReady() {
        long begun = System.nanoTime();
        while (!readiness.holds(printed())) {
            if (!isAlive()) {
                throw new IllegalStateException("%s ended by itself:%n%s".formatted(name, tail()));
            }
            if (System.nanoTime() - begun > TO_GET_READY.toNanos()) {
                throw new IllegalStateException(
                        "%s does not serve after %d s:%n%s".formatted(name, TO_GET_READY.toSeconds(), tail()));
            }
            pause();
        }
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** SIGTERM; SIGKILL for one that does not heed it. */
    public synchronized void stop() {
        if (process == null) {
            return;
        }
        try {
            process.destroy();
            if (!process.waitFor(TO_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                end(process.destroyForcibly());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** SIGKILL at once, for our own sudden end. */
    void abandon() {
        var last = process; // not synchronized: a thread that holds the lock may be the reason for our end
        if (last != null) {
            last.destroyForcibly();
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return process;
    }

    private static void end(Process killed) {
        try {
            killed.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a process ends", e);
        }
    }

    private synchronized String printed() {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(logBegin);
            var bytes = new byte[(int) Math.min(file.length() - logBegin, 1 << 20)];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the log of " + name, e);
        }
    }

    private String tail() {
        var all = printed();
        return all.substring(Math.max(0, all.length() - TAIL));
    }

    static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a process", e);
        }
    }
}
