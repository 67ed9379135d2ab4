package io.scanloop.workflow.step;

import io.scanloop.events.Service;
import io.scanloop.events.StepKind;
import io.scanloop.storage.DirectoryObjectStore;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A worker in a process of its own, whose work never ends: to be killed. */
final class WorkerProcess {
    private WorkerProcess() {}

    static Process start(String bootstrapServers, Path store, Path log) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path")
                                + File.pathSeparator
                                + System.getProperty("surefire.test.class.path", ""),
                        WorkerProcess.class.getName(),
                        bootstrapServers,
                        store.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    public static void main(String[] args) throws Exception {
        var work = FencedWork.untilLetGo(new DirectoryObjectStore(Path.of(args[1])));
        var loop = StepLoop.start(
                Map.of("bootstrap.servers", args[0]),
                Worker.fresh(Service.PRETRAIN_WORKER, "cpu-1"),
                Map.of(StepKind.PRETRAIN, work),
                new StepLoopSettings(Duration.ZERO, Duration.ofMillis(500), Duration.ofSeconds(1)),
                new RecordedSteps());
        loop.awaitEnd();
    }
}
