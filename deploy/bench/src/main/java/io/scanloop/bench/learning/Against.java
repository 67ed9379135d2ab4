package io.scanloop.bench.learning;

import java.io.IOException;
import java.nio.file.Path;

/** Our step and PyTorch's, in turn. */
final class Against {
    private static final int WARM_UP = 6;

    private Against() {}

    /** Rows of a table. */
    static String rows(String what, TimedStep ours, Path script, int rounds, int steps) throws IOException {
        ours.run(WARM_UP);
        double before = Processor.residentMebibytes();
        var python = PythonStep.start(script);
        var rows = new StringBuilder();
        if (python.isPresent()) {
            try (var theirs = python.get()) {
                rows.append(alternate(what, ours, theirs, rounds, steps));
            }
        } else {
            var seconds = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                seconds[round] = ours.seconds(steps);
            }
            rows.append("| %s: our step | %s |  |%n".formatted(what, Processor.spread(seconds)));
            rows.append("""
                    | %s: PyTorch's step | skipped: /usr/bin/python3 has no torch on a fast BLAS (Debian: python3-torch, libopenblas0-pthread) |  |
                    """.formatted(what));
        }
        return rows.append(
                        "| %s: resident memory of our process before and after these rounds | %.0f, %.0f MiB | flat |%n"
                                .formatted(what, before, Processor.residentMebibytes()))
                .toString();
    }

    private static String alternate(String what, TimedStep ours, PythonStep theirs, int rounds, int steps)
            throws IOException {
        var our = new double[rounds];
        var their = new double[rounds];
        var ratio = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            our[round] = ours.seconds(steps);
            their[round] = theirs.seconds(steps);
            ratio[round] = our[round] / their[round];
            System.err.printf("%s, round %d: %.1f ms, %.1f ms%n", what, round, 1000 * our[round], 1000 * their[round]);
        }
        return """
                | %1$s: our step | %2$s |  |
                | %1$s: the step of PyTorch %3$s | %4$s |  |
                | %1$s: ratio, median over the rounds | **%5$.3f** | <= 1.05 |
                """.formatted(
                what, Processor.spread(our), theirs.version(), Processor.spread(their), Processor.median(ratio));
    }
}
