package io.scanloop.bench.claim;

import io.scanloop.embedded.EmbeddedKafka;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.Priority;
import io.scanloop.events.Service;
import io.scanloop.events.StepKind;
import io.scanloop.events.StepOrder;
import io.scanloop.events.StepReady;
import io.scanloop.workflow.step.StepLoop;
import io.scanloop.workflow.step.StepLoopSettings;
import io.scanloop.workflow.step.StepOutcome;
import io.scanloop.workflow.step.StepWork;
import io.scanloop.workflow.step.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * How long it takes from a StepReady that is sent to its StepClaimed in the hands of a subscriber, for a worker that has
 * no work, against the figure to reach.
 *
 * <p>{@code ClaimBench <repository>}: prints a table and writes it to {@code docs/results/claim.md}.
 */
public final class ClaimBench {
    private static final ObjectRef REF = new ObjectRef("some/object", "0".repeat(64), 1);
    private static final int WARM_UP = 5;
    private static final int SENDS = 100;
    private static final int SENDS_IN_TURN = 50;
    private static final long LONGEST_PAUSE_MILLIS = 400;

    private final StepDesk desk;
    private final Random chance = new Random(1);
    private int steps;

    private ClaimBench(StepDesk desk) {
        this.desk = desk;
    }

    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        var root = Path.of(arguments[0]);
        var folder = root.resolve("deploy/bench/target/claim");
        delete(folder);
        var load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        try (var kafka = EmbeddedKafka.start(folder, 0)) {
            var connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
            try (var desk = StepDesk.open(connection)) {
                var text = text(load, rowsWithWorker(connection, desk));
                System.out.println(text);
                Files.writeString(root.resolve("docs/results/claim.md"), text);
            }
        } finally {
            delete(folder);
        }
    }

    private static String rowsWithWorker(Map<String, String> connection, StepDesk desk) throws Exception {
        StepWork nothing = (step, attempt, progress, cancellation) -> new StepOutcome.Completed(REF, attempt, 0);
        var worker = StepLoop.start(
                connection,
                Worker.fresh(Service.PRETRAIN_WORKER, "cpu-1"),
                Map.of(StepKind.PRETRAIN, nothing),
                StepLoopSettings.endingAfter(Duration.ZERO),
                desk);
        try {
            return new ClaimBench(desk).rows();
        } finally {
            worker.close();
        }
    }

    private String rows() throws Exception {
        measure(WARM_UP, number -> Priority.NORMAL);
        measure(WARM_UP, number -> Priority.URGENT);
        return row("normal lane", measure(SENDS, number -> Priority.NORMAL))
                + row("urgent lane", measure(SENDS, number -> Priority.URGENT))
                + row(
                        "lanes in turn, so that the worker has to join each queue anew",
                        measure(SENDS_IN_TURN, number -> number % 2 == 0 ? Priority.NORMAL : Priority.URGENT));
    }

    /** In seconds, one send at a time, each after a pause of chance once the step before is out of its queue. */
    private List<Double> measure(int sends, IntFunction<Priority> lane) throws Exception {
        var seconds = new ArrayList<Double>();
        for (int number = 0; number < sends; number++) {
            seconds.add(desk.secondsUntilClaimed(step(lane.apply(number))));
            LockSupport.parkNanos(
                    Duration.ofMillis(chance.nextLong(LONGEST_PAUSE_MILLIS)).toNanos());
        }
        seconds.sort(Comparator.naturalOrder());
        return seconds;
    }

    private StepReady step(Priority priority) {
        int index = steps++;
        var name = "pretrain-" + index;
        var order = new StepOrder("amae", "tiny", "pretrain", index, 0, 1, index, 1, index + 1L, 7, REF, REF, Map.of());
        return new StepReady(
                "step-ready/bench/r1/%s/1".formatted(name),
                Instant.now(),
                "bench",
                "r1",
                name,
                StepKind.PRETRAIN,
                priority,
                1,
                order,
                null);
    }

    private static String row(String what, List<Double> sorted) {
        var row = "| %s | %d | %.0f ms | **%.0f ms** | %.0f ms | p95 <= 1 s |%n"
                .formatted(what, sorted.size(), millis(sorted, 0.5), millis(sorted, 0.95), millis(sorted, 1));
        System.err.print(row);
        return row;
    }

    /** The smallest that is at least as large as this share of all. */
    private static double millis(List<Double> sorted, double share) {
        return 1000 * sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    private static String text(String load, String rows) {
        return """
                # From a step that is ready to a worker that begins with it

                Measured %s by `deploy/bench/run claim`, which wrote this page. Broker, sender, worker and subscriber
                shared one process on a machine of %d cores, Java %d; load of the machine before the start: %s.
                Time runs from the call that sends StepReady until a subscriber of `step-events.v1` has its StepClaimed. The
                worker has no work at that moment and is subscribed to both lanes; one step at a time, with pauses of chance.

                | what | sends | median | p95 | slowest | to reach |
                |---|---|---|---|---|---|
                %s""".formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version().feature(),
                        load,
                        rows);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
