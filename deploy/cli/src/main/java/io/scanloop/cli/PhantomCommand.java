package io.scanloop.cli;

import io.scanloop.imaging.PhantomCohort;
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
        footer = {"  scanloop phantom cohort --patients 12 --seed 1", "  scanloop upload cohort"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PhantomCommand implements Callable<Integer> {
    private final Scanloop scanloop;

    @Parameters(paramLabel = "DIR", description = "Folder to write into; it is made when it does not exist.")
    private Path folder;

    @Option(names = "--patients", paramLabel = "N", required = true, description = "How many patients.")
    private int patients;

    @Option(
            names = "--studies",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many studies of each patient. Default: 1.")
    private int studies;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Chooses the cohort. Default: 1.")
    private long seed;

    @Option(names = "--force", description = "Write into a folder that holds something already.")
    private boolean isForced;

    PhantomCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
    }

    @Override
    public Integer call() throws IOException {
        Scanloop.requireWithin("--patients", patients, 100_000);
        Scanloop.requireWithin("--studies", studies, 100);
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
        var total = patients * studies;
        var progress = Progress.watching(scanloop.console(), "studies", total, this::studiesWritten);
        try (progress) {
            PhantomCohort.write(folder, patients, studies, seed);
        }
        var json = Json.object()
                .put("folder", folder.toString())
                .put("patients", patients)
                .put("studies", total)
                .put("seed", seed);
        var words = "%s: %s of %s, seed %d; `scanloop upload %s` sends them"
                .formatted(
                        folder,
                        Table.counted(total, "study", "studies"),
                        Table.counted(patients, "patient", "patients"),
                        seed,
                        folder);
        return scanloop.show(json, words);
    }

    /** Labels are the last file of a study. */
    private int studiesWritten() {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (var children = Files.list(folder)) {
            return (int) children.filter(study -> Files.exists(study.resolve("labels.nii.gz")))
                    .count();
        } catch (IOException e) {
            return 0; // only a display; the writer says what is wrong with the folder
        }
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
