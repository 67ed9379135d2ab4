package io.scanloop.bench.learning;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The same step in PyTorch, in a process of its own that does steps when told. */
final class PythonStep implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final String version;

    private PythonStep(Process process, BufferedReader answers, String version) {
        this.process = process;
        this.answers = answers;
        this.version = version;
    }

    /** Starts it; empty when this machine's Python has no PyTorch on a fast BLAS. */
    static Optional<PythonStep> start(Path script) throws IOException {
        var builder = new ProcessBuilder(List.of("/usr/bin/python3", script.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return Optional.empty();
        }
        var answers = process.inputReader();
        var version = answers.readLine();
        if (version == null) {
            process.destroy();
            return Optional.empty();
        }
        return Optional.of(new PythonStep(process, answers, version));
    }

    /** Of PyTorch and its matrix products. */
    String version() {
        return version;
    }

    /** Processor seconds of that process per step, over some steps. */
    double seconds(int steps) throws IOException {
        var orders = process.outputWriter();
        orders.write(steps + "\n");
        orders.flush();
        var answer = answers.readLine();
        if (answer == null) {
            throw new IllegalStateException("the Python process ended by itself, its last words are above");
        }
        return Double.parseDouble(answer);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
