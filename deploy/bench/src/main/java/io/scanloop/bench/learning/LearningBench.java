package io.scanloop.bench.learning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a training step costs in processor time and whether memory stays flat; PyTorch does the same step in alternation,
 * when the machine has it.
 *
 * <p>{@code LearningBench <repository>}: prints a page and writes it to {@code docs/results/learning.md}. {@code
 * LearningBench <repository> --export <folder>}: writes the step's program and arrays for {@code gpu_step.py}.
 */
public final class LearningBench {
    private static final int WARM_UP = 6;
    private static final int ROUNDS = 8;
    private static final int STEPS = 4;

    private LearningBench() {}

    public static void main(String[] arguments) throws IOException {
        Locale.setDefault(Locale.ROOT);
        var root = Path.of(arguments[0]);
        try (var ours = new VitStep()) {
            if (arguments.length == 3 && arguments[1].equals("--export")) {
                ours.export(Path.of(arguments[2]));
                return;
            }
            ours.run(WARM_UP);
            var page = page(rows(ours, root));
            System.out.println(page);
            Files.writeString(root.resolve("docs/results/learning.md"), page);
        }
    }

    private static String rows(VitStep ours, Path root) throws IOException {
        var rows = new StringBuilder();
        double before = residentMebibytes();
        var python = PythonStep.start(root.resolve("deploy/bench/src/main/python/vit_step.py"));
        if (python.isPresent()) {
            try (var theirs = python.get()) {
                rows.append(alternate(ours, theirs));
            }
        } else {
            rows.append("| our step | %s |  |%n".formatted(spread(alone(ours))));
            rows.append("""
                    | PyTorch's step | skipped: /usr/bin/python3 has no torch on a fast BLAS (Debian: python3-torch, libopenblas0-pthread) |  |
                    """);
        }
        rows.append("| resident memory of our process before and after these rounds | %.0f, %.0f MiB | flat |%n"
                .formatted(before, residentMebibytes()));
        return rows.toString();
    }

    private static double[] alone(VitStep ours) {
        var seconds = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            seconds[round] = ours.seconds(STEPS);
        }
        return seconds;
    }

    private static String alternate(VitStep ours, PythonStep theirs) throws IOException {
        var our = new double[ROUNDS];
        var their = new double[ROUNDS];
        var ratio = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            our[round] = ours.seconds(STEPS);
            their[round] = theirs.seconds(STEPS);
            ratio[round] = our[round] / their[round];
            System.err.printf("round %d: %.1f ms, %.1f ms%n", round, 1000 * our[round], 1000 * their[round]);
        }
        return """
                | our step | %s |  |
                | the step of PyTorch %s | %s |  |
                | ratio, median over the rounds | **%.3f** | <= 1.05 |
                """.formatted(spread(our), theirs.version(), spread(their), median(ratio));
    }

    private static String spread(double[] seconds) {
        return "%.0f / **%.0f** / %.0f ms"
                .formatted(
                        1000 * Arrays.stream(seconds).min().orElseThrow(),
                        1000 * median(seconds),
                        1000 * Arrays.stream(seconds).max().orElseThrow());
    }

    private static double median(double[] values) {
        var ascending = values.clone();
        Arrays.sort(ascending);
        int half = ascending.length / 2;
        return ascending.length % 2 == 1 ? ascending[half] : (ascending[half - 1] + ascending[half]) / 2;
    }

    private static double residentMebibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private static String page(String rows) throws IOException {
        return """
                # Learning: a training step

                Measured %s by `deploy/bench/run learning`, which wrote this page. A step of a vision transformer's encoder,
                6 layers, 384 wide, 6 heads, 2 x 216 tokens, 10.65 M parameters, float32: forward, mean squared error,
                gradients, clipping, AdamW. Both processes on one thread each, in turn: %d rounds of %d steps, processor time
                of the whole process per step (fastest, median, slowest round). %d cores, Java %d; load of the machine
                before: %s. Ours is libtorch 2.7.1 with the matrix products that it brings; the other has another version and
                another library of them, so the ratio says that our way costs nothing, not that it is faster.

                | what | figure | to reach |
                |---|---|---|
                %s""".formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        ROUNDS,
                        STEPS,
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version().feature(),
                        Files.readString(Path.of("/proc/loadavg")).split(" ")[0],
                        rows);
    }
}
