package io.scanloop.laptop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps one service running: starts it, sees it ready, and from then on starts it again when it dies. */
final class ServiceProcess {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** A service that ran this long had no trouble starting: its next restart is quick again. */
    private static final Duration GOOD_RUN = Duration.ofMinutes(1);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    /** Ctrl-C reaches children and launcher together: a child may end just before we learn that we should. */
    private static final Duration BEFORE_ALARM = Duration.ofMillis(500);

    private final Service service;
    private final ProcessBuilder builder;
    private final Path log;
    private final Consumer<String> say;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread keeper;
    private @Nullable Process process;

    private ServiceProcess(Service service, ProcessBuilder builder, Path log, Consumer<String> say) {
        this.service = service;
        this.builder = builder;
        this.log = log;
        this.say = say;
        this.keeper = new Thread(this::keepRunning, "keep-" + service.name());
    }

    /** Starts a service and keeps it running from now on. */
    static ServiceProcess start(Service service, Installation installation, Path log, Consumer<String> say) {
        var builder = Children.of(installation, service)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        var running = new ServiceProcess(service, builder, log, say);
        running.keeper.start();
        return running;
    }

    Service service() {
        return service;
    }

    Path log() {
        return log;
    }

    /** Completes when the service first answers that it is ready; fails when it dies before. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    private void keepRunning() {
        try {
            var pause = FIRST_PAUSE;
            while (true) {
                var started = System.nanoTime();
                var logBegin = LogFile.size(log);
                var child = launch();
                if (child == null) {
                    return;
                }
                seeReady(child, started, logBegin);
                var exit = child.waitFor();
                if (isStoppingWithin(BEFORE_ALARM)) {
                    return;
                }
                if (ready.completeExceptionally(
                        new LaptopException("%s ended with exit code %d".formatted(service.name(), exit)))) {
                    return; // it never was ready: whoever awaits that decides
                }
                if (Duration.ofNanos(System.nanoTime() - started).compareTo(GOOD_RUN) > 0) {
                    pause = FIRST_PAUSE;
                }
                say.accept("%s %s and starts again in %d s; its log: %s"
                        .formatted(service.name(), service.role().ending(exit), pause.toSeconds(), log));
                if (isStoppingWithin(pause)) {
                    return;
                }
                var doubled = pause.multipliedBy(2);
                pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (LaptopException e) {
            ready.completeExceptionally(e);
            say.accept(e.getMessage() + ": it stays down");
        }
    }

    private synchronized @Nullable Process launch() {
        if (stopping.getCount() == 0) {
            return null;
        }
        var started = Children.start(builder);
        process = started;
        return started;
    }

    private void seeReady(Process child, long started, long logBegin) throws InterruptedException {
        while (child.isAlive() && !service.readiness().holds(() -> LogFile.since(log, logBegin))) {
            if (isStoppingWithin(BETWEEN_LOOKS)) {
                return;
            }
        }
        if (child.isAlive() && !ready.complete(null)) {
            say.accept("%s is ready again after %.1f s".formatted(service.name(), (System.nanoTime() - started) / 1e9));
        }
    }

    private boolean isStoppingWithin(Duration time) throws InterruptedException {
        return stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** From now on its end is no surprise, and it is not started again: Ctrl-C reaches it as soon as us. */
    void letItEnd() {
        stopping.countDown();
    }

    /** Asks the service to stop, and does not wait. */
    synchronized void askToStop() {
        letItEnd();
        if (process != null) {
            process.destroy();
        }
    }

    /** Waits until the service has stopped; kills it when it takes too long. */
    void awaitStopped() {
        Process child;
        synchronized (this) {
            child = process;
        }
        try {
            if (child != null && !child.waitFor(service.role().grace().toMillis(), TimeUnit.MILLISECONDS)) {
                say.accept("%s did not stop within %d s and is killed"
                        .formatted(service.name(), service.role().grace().toSeconds()));
                child.destroyForcibly().waitFor();
            }
            keeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while services stop", e));
        }
    }
}
