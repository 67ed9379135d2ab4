package io.scanloop.bench.stream;

import io.scanloop.bench.rig.Child;
import io.scanloop.bench.rig.Rig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Metric published to metric in the hands of a browser: 200 clients, 50 batches a second. */
public final class StreamBench {
    private static final int CLIENTS = 200;
    private static final int BATCHES_A_SECOND = 50;
    private static final int WARM_UP_SECONDS = 15;
    private static final int SECONDS = 40;
    private static final List<String> FLAGS = List.of("-Xmx160m", "-XX:+UseSerialGC");
    private static final long BETWEEN_LOOKS_NANOS = 10_000_000;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private StreamBench() {}

    /** @param args the checkout */
    public static void main(String[] args) throws IOException {
        var root = Path.of(args[0]);
        var folder = root.resolve("deploy/bench/target/stream-rig");
        var load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        var rig = Rig.start(folder, jar(root, "ingest-service"), FLAGS);
        int port = Rig.freePorts(1).get(0);
        var eval = rig.service("eval", "EVAL", jar(root, "eval-service"), FLAGS, port, Map.of());
        eval.launch();
        try {
            eval.awaitReady();
            var page = measure(rig, eval, port, load);
            Files.writeString(root.resolve("docs/results/stream.md"), page);
            System.out.println(page);
        } finally {
            eval.stop();
            rig.closeAndDelete();
        }
        System.exit(0); // clients that were cut off leave threads
    }

    private static String measure(Rig rig, Child eval, int port, String load) throws IOException {
        try (var watchers = new Watchers("127.0.0.1", port, CLIENTS);
                var publisher = new Publisher(rig.bootstrapServers())) {
            await("clients to catch up", () -> watchers.ready() == CLIENTS);
            int warm = publisher.run(BATCHES_A_SECOND, WARM_UP_SECONDS);
            await("the warm-up to arrive", () -> watchers.count() >= warm * CLIENTS);
            watchers.take();
            double cpuBefore = cpuSeconds(eval.pid());
            int sent = publisher.run(BATCHES_A_SECOND, SECONDS);
            double cpu = (cpuSeconds(eval.pid()) - cpuBefore) / SECONDS;
            await("all batches to arrive", () -> watchers.count() >= sent * CLIENTS);
            return page(watchers.take(), sent, cpu, residentMiB(eval.pid()), load);
        }
    }

    private static String page(long[] micros, int sent, double cpu, long resident, String load) {
        return """
                # Metric stream: from publishing to the browser

                Measured %s by `deploy/bench/run stream`, which wrote this page. Publisher, broker, store, both services
                (eval-service with `-Xmx160m`) and all clients shared one machine of %d cores; load before the start: %s.
                Time runs from just before a batch of 20 points is handed to the Kafka producer (linger 5 ms) to its bytes in
                the hands of a client of `GET /api/v1/metrics/stream`. Every client got every batch.

                | what | figure | to reach |
                |---|---|---|
                | clients, batches a second, events delivered | %d, %d, %,d | |
                | median | %.1f ms | |
                | p95 | %.1f ms | |
                | p99 | **%.1f ms** | <= 250 ms |
                | slowest | %.1f ms | |
                | processor time of eval-service | %.2f cores | |
                | resident memory of eval-service | %d MiB | |
                | delivered of sent | %d of %d | all |
                """.formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        Runtime.getRuntime().availableProcessors(),
                        load,
                        CLIENTS,
                        BATCHES_A_SECOND,
                        micros.length,
                        at(micros, 0.5),
                        at(micros, 0.95),
                        at(micros, 0.99),
                        at(micros, 1),
                        cpu,
                        resident,
                        micros.length,
                        sent * CLIENTS);
    }

    /** In milliseconds. */
    private static double at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length))] / 1000.0;
    }

    private static double cpuSeconds(long pid) {
        return ProcessHandle.of(pid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1e9;
    }

    private static long residentMiB(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    private static void await(String what, BooleanSupplier holds) {
        long begun = System.nanoTime();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - begun > PATIENCE_NANOS) {
                throw new IllegalStateException("waited a minute for %s in vain".formatted(what));
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    private static Path jar(Path root, String service) {
        return root.resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
    }
}
