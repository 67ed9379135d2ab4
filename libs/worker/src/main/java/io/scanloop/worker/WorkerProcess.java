package io.scanloop.worker;

import io.scanloop.events.Service;
import io.scanloop.events.StepKind;
import io.scanloop.storage.S3ObjectStore;
import io.scanloop.workflow.step.Ending;
import io.scanloop.workflow.step.StepLoop;
import io.scanloop.workflow.step.StepLoopSettings;
import io.scanloop.workflow.step.StepWork;
import io.scanloop.workflow.step.Worker;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/**
 * A worker from its start to its exit status.
 *
 * <p>When the process is told to end (SIGTERM), the work at hand saves what it has, its event is published and its record
 * accepted before the process is gone.
 */
public final class WorkerProcess {
    /** What a shell reports of a process that SIGTERM ended. */
    private static final int TERMINATED = 143;

    private static final int FAILED = 1;

    private final Service service;
    private final List<StepKind> kinds;
    private final ProcessSettings settings;
    private final WorkerLog log;

    /**
     * A process that has not begun yet.
     *
     * @param kinds the steps that it takes
     */
    public WorkerProcess(Service service, List<StepKind> kinds, ProcessSettings settings) {
        this.service = service;
        this.kinds = List.copyOf(kinds);
        this.settings = settings;
        this.log = new WorkerLog(service);
    }

    /**
     * Works until there has been no work for long enough, or the process is told to end.
     *
     * @return the exit status: 0 when there was no work, 143 when it was told to end, 1 when it failed
     * @throws IOException when the cache cannot be had
     */
    public int run() throws IOException, InterruptedException {
        configureEngine();
        var worker = worker();
        var isOver = new CountDownLatch(1);
        try (var store = new S3ObjectStore(settings.store());
                var steps = Steps.open(store, workerSettings(worker));
                var loop = StepLoop.start(
                        Map.of("bootstrap.servers", settings.bootstrapServers()),
                        worker,
                        works(steps),
                        StepLoopSettings.endingAfter(settings.idleExit()),
                        log)) {
            drainAtTheEnd(loop, isOver);
            return status(loop.awaitEnd());
        } catch (ExecutionException e) {
            log.failed(e.getCause() == null ? e : e.getCause());
            return FAILED;
        } finally {
            isOver.countDown();
        }
    }

    private static int status(Ending ending) {
        return switch (ending) {
            case IDLE -> 0;
            case DRAINED -> TERMINATED;
        };
    }

    private static void drainAtTheEnd(StepLoop loop, CountDownLatch isOver) {
        var drain = new Thread(
                () -> {
                    loop.drain();
                    try {
                        isOver.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "drain");
        Runtime.getRuntime().addShutdownHook(drain);
    }

    /** Read by the engine when the first step loads it. */
    private void configureEngine() {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(settings.threads()));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    }

    private Worker worker() {
        var device = "cpu-" + settings.threads();
        var name = settings.name();
        return name == null ? Worker.fresh(service, device) : new Worker(service, name, device);
    }

    private WorkerSettings workerSettings(Worker worker) {
        return new WorkerSettings(
                worker.name(), settings.cache(), settings.cacheBytes(), Math.max(1, settings.threads() / 2));
    }

    private Map<StepKind, StepWork> works(Steps steps) {
        var works = new EnumMap<StepKind, StepWork>(StepKind.class);
        kinds.forEach(kind -> works.put(kind, steps.of(kind)));
        return works;
    }
}
