package io.scanloop.laptop;

import io.scanloop.laptop.Service.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** All services, started together and stopped together. */
final class RunningServices implements AutoCloseable {
    private static final Duration TO_GET_READY = Duration.ofSeconds(90);
    private static final int LINES_TO_SHOW = 30;

    private final List<ServiceProcess> processes = new ArrayList<>();

    private RunningServices() {}

    static RunningServices start(
            List<Service> services, Installation installation, DataFolder data, Consumer<String> say) {
        var running = new RunningServices();
        for (var service : services) {
            var log = LogFile.rotated(data.log(service.name()));
            running.processes.add(ServiceProcess.start(service, installation, log, say));
        }
        return running;
    }

    /**
     * Waits until every service is ready or the laptop is to stop.
     *
     * @throws LaptopException when one dies or takes too long, with the end of its log
     */
    void awaitReady(StopSignal stop) {
        var unused = stop.requested().thenRun(() -> processes.forEach(ServiceProcess::letItEnd));
        var deadline = System.nanoTime() + TO_GET_READY.toNanos();
        for (var process : processes) {
            try {
                CompletableFuture.anyOf(process.ready(), stop.requested())
                        .get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw notReady(process, LaptopException.reason(e));
            } catch (TimeoutException e) {
                var name = process.service().name();
                throw notReady(process, "%s is not ready after %d s".formatted(name, TO_GET_READY.toSeconds()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LaptopException("interrupted while services start", e);
            }
        }
    }

    private static LaptopException notReady(ServiceProcess process, String what) {
        Path log = process.log();
        return new LaptopException(
                "%s; its log %s ends with:%n%s".formatted(what, log, LogFile.end(log, LINES_TO_SHOW)));
    }

    /** Workers first: what they save goes to a store and a broker, and what they say to services, that still run. */
    @Override
    public void close() {
        for (var role : List.of(Role.WORKER, Role.SERVICE)) {
            var group = processes.stream()
                    .filter(process -> process.service().role() == role)
                    .toList();
            group.forEach(ServiceProcess::askToStop);
            group.forEach(ServiceProcess::awaitStopped);
        }
    }
}
