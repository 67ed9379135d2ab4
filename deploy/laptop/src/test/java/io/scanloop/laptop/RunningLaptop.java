package io.scanloop.laptop;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A laptop as the script starts it: a process of its own. */
final class RunningLaptop implements AutoCloseable {
    private static final Path ROOT = Path.of(System.getProperty("scanloop.root"));
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Pattern UP = Pattern.compile("Scanloop is up at (\\S+)");

    private final Process process;
    private final Path output;

    private RunningLaptop(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts one.
     *
     * @param root whose artifacts it runs
     * @param home its data and state
     */
    static RunningLaptop start(Path root, Path home, Map<String, String> environment, String... options)
            throws IOException {
        var command = new ArrayList<String>(List.of(
                Installation.java().toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Dscanloop.root=" + root,
                "-jar",
                ROOT.resolve("deploy/laptop/target/laptop.jar").toString(),
                "--state-folder",
                home.toString()));
        command.addAll(List.of(options));
        var output = Files.createTempFile(home, "laptop", ".out");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new RunningLaptop(builder.start(), output);
    }

    /** Waits until it is up; its address. */
    String url() {
        await().atMost(LONG)
                .until(() -> !process.isAlive() || UP.matcher(output()).find());
        var up = UP.matcher(output());
        if (!up.find()) {
            throw new AssertionError("the laptop did not come up: " + output());
        }
        return up.group(1);
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    int exit() throws InterruptedException {
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            throw new AssertionError("the laptop did not end: " + output());
        }
        return process.exitValue();
    }

    /** SIGTERM, and waits for the end. */
    int stop() throws InterruptedException {
        process.destroy();
        return exit();
    }

    @Override
    public void close() {
        var children = children();
        process.destroy();
        try {
            exit();
        } catch (InterruptedException | AssertionError e) {
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
