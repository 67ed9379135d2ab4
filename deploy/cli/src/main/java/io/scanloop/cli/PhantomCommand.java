package io.scanloop.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scanloop phantom}: writes studies of bodies that never were. */
@Command(
        name = "phantom",
        description = "Writes a made-up cohort, to try things out with: the same seed gives the same files.",
        footer = {"  scanloop phantom /tmp/cohort --patients 12 --seed 1", "  scanloop upload /tmp/cohort"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PhantomCommand implements Callable<Integer> {
    private final Scanloop scanloop;

    @Parameters(paramLabel = "DIR", description = "Folder to write into; it is made when it does not exist.")
    private Path folder;

    @Option(names = "--patients", paramLabel = "N", required = true, description = "How many patients.")
    private int patients;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Chooses the cohort. Default: 1.")
    private long seed;

    @Option(names = "--force", description = "Write into a folder that holds something already.")
    private boolean isForced;

    PhantomCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
    }

    @Override
    public Integer call() throws IOException {
        if (patients < 1 || patients > 100_000) {
            throw new ProblemException(
                    ExitStatus.USAGE,
                    Problem.of(
                            "bad-option",
                            "--patients is out of range",
                            "1 to 100000",
                            "" + patients,
                            "choose another number"));
        }
        if (!isForced && holdsSomething()) {
            throw new ProblemException(
                    ExitStatus.REFUSED,
                    Problem.of(
                            "folder-not-empty",
                            "%s holds something already".formatted(folder),
                            "an empty folder, or none yet",
                            "a folder with files",
                            "name another folder, or write into this one with --force"));
        }
        return scanloop.show(Json.object().put("seed", seed), "");
    }

    private boolean holdsSomething() throws IOException {
        if (!Files.exists(folder)) {
            return false;
        }
        if (!Files.isDirectory(folder)) {
            return true;
        }
        try (var files = Files.list(folder)) {
            return files.findAny().isPresent();
        }
    }
}
