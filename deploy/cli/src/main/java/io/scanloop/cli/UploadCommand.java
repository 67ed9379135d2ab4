package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.scanloop.cli.ScanloopClient.Acceptance;
import io.scanloop.cli.ScanloopClient.Replacement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scanloop upload}: brings a folder of studies to the server. */
@Command(
        name = "upload",
        description = {
            "Sends a folder of studies. What is already there is not sent again: run the same command after an"
                    + " interruption, or when studies were added.",
            "",
            "DIR holds one folder per study: <CONTRAST>.nii.gz or .nii for each contrast, labels.nii.gz for labels. An"
                    + " optional DIR/index.json, [{\"subject\": FOLDER, \"patient\": NAME, \"contrasts\": [..],"
                    + " \"split\": .., \"attributes\": {..}}], names the patients; without it each folder counts as a"
                    + " patient of its own. A project that does not exist is made from DIR/project.json, or from what"
                    + " the files hold.",
            "",
            "Runs start by the project's triggers: after 20 new studies and 5 new label sets, unless DIR/project.json or"
                    + " --at-once says otherwise."
        },
        footer = {
            "  scanloop upload /data/brain-cohort",
            "  scanloop upload /data/livers --project liver --annotator dr-house --no-accept",
            "  scanloop upload /data/livers --project liver --dry-run",
            "  scanloop upload /data/livers --project liver --at-once --until model"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class UploadCommand implements Callable<Integer> {
    private static final Duration FIRST_CONTACT = Duration.ofSeconds(10);

    private final Scanloop scanloop;

    @Parameters(paramLabel = "DIR", description = "Folder of studies.")
    private Path folder;

    @Option(
            names = "--project",
            paramLabel = "NAME",
            description = "Project that takes them. Default: from DIR's name.")
    private @Nullable String project;

    @Option(
            names = "--annotator",
            paramLabel = "NAME",
            description =
                    "Who drew the labels. Default: the actor; labels that are there already count, whoever drew them.")
    private @Nullable String annotator;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "4",
            description = "Studies on the way at once. Default: 4.")
    private int parallel;

    @Option(
            names = "--replace",
            description = "Let a volume with other content take the place of the one that is there.")
    private boolean replace;

    @Option(
            names = "--no-accept",
            description = "Store labels, but leave it to someone else to accept them for training.")
    private boolean leavesAcceptance;

    @Option(names = "--dry-run", description = "Say what would be sent, and send nothing.")
    private boolean isDryRun;

    @Option(
            names = "--retry-for",
            paramLabel = "TIME",
            defaultValue = "2m",
            converter = DurationConverter.class,
            description = "How long to try again while the server is away, e.g. 30s, 2m, 1h. Default: 2m.")
    private Duration retryFor;

    @Mixin
    private Training training;

    @Option(
            names = "--until",
            paramLabel = "GOAL",
            description = "After sending, wait and show the loop at work until that is there: ${COMPLETION-CANDIDATES}"
                    + " (a model version that has been judged; its report is printed).")
    private @Nullable Goal goal;

    /** What can be waited for. */
    enum Goal {
        model
    }

    UploadCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
    }

    @Override
    public Integer call() {
        Scanloop.requireWithin("--parallel", parallel, 64);
        if (isDryRun && goal != null) {
            throw new ProblemException(
                    ExitStatus.USAGE,
                    Problem.of(
                            "bad-option",
                            "--dry-run sends nothing, so there is nothing to wait for",
                            "leave out one of --dry-run and --until"));
        }
        var cohort = Cohort.read(folder);
        var name = project == null ? ProjectConfiguration.nameFrom(folder) : project;
        var client = scanloop.client(Retry.patient(retryFor, new WaitingNotice(scanloop.console())));
        introduce(cohort, name, client);
        var standing = firstContact(client).project(name).orElse(null);
        if (standing != null) {
            warnOfUnknownContrasts(cohort, standing.path("configuration"));
            training.requireSame(name, standing.path("configuration"));
        }
        if (isDryRun) {
            var upload = new StudyUpload(client, name, choices());
            return new DryRun(scanloop.console(), upload)
                    .show(cohort, standing != null, scanloop.wantsJson())
                    .code();
        }
        if (standing == null) {
            create(client, name, cohort);
        }
        return send(client, name, cohort);
    }

    /** A server that never answered is more likely a wrong address than one that is on its way. */
    private ScanloopClient firstContact(ScanloopClient client) {
        var patience = retryFor.compareTo(FIRST_CONTACT) < 0 ? retryFor : FIRST_CONTACT;
        return client.with(Retry.patient(patience, new WaitingNotice(scanloop.console())));
    }

    private void introduce(Cohort cohort, String name, ScanloopClient client) {
        var console = scanloop.console();
        console.say("%s: %s of %s, %s"
                .formatted(
                        folder,
                        Table.counted(cohort.studies().size(), "study", "studies"),
                        Table.counted(cohort.patients(), "patient", "patients"),
                        Progress.size(cohort.bytes())));
        if (!cohort.namesPatients()) {
            console.say("no index.json names the patients: each folder counts as a patient of its own");
        }
        console.say("to project %s at %s".formatted(name, client.server()));
    }

    private void warnOfUnknownContrasts(Cohort cohort, JsonNode configuration) {
        var unknown = ProjectConfiguration.unknownContrasts(configuration, cohort);
        if (!unknown.isEmpty()) {
            scanloop.console()
                    .say("the project has no contrast %s: add it with `scanloop project put`, or rename the files"
                            .formatted(String.join(", ", unknown)));
        }
    }

    private StudyUpload.Choices choices() {
        return new StudyUpload.Choices(
                annotator,
                scanloop.actor(),
                replace ? Replacement.ALLOWED : Replacement.REFUSED,
                leavesAcceptance ? Acceptance.LATER : Acceptance.AT_ONCE);
    }

    private void create(ScanloopClient client, String name, Cohort cohort) {
        var file = cohort.folder().resolve("project.json");
        var fromFile = Files.exists(file);
        var configuration = fromFile ? Json.read(file) : ProjectConfiguration.infer(cohort, scanloop.console());
        training.applyTo(configuration, cohort);
        client.putProject(name, configuration);
        scanloop.console()
                .say("project %s is new, configured from %s: %s"
                        .formatted(
                                name,
                                fromFile ? file.getFileName() : "the files",
                                ProjectConfiguration.inOneLine(configuration)));
    }

    private int send(ScanloopClient client, String name, Cohort cohort) {
        var console = scanloop.console();
        var studies = cohort.studies();
        var begun = Instant.now();
        var progress = new Progress(console, "studies", studies.size(), cohort.bytes());
        List<StudyOutcome> outcomes;
        try (progress) {
            var patient = client.with(Retry.patient(retryFor, progress));
            var upload = new StudyUpload(patient, name, choices());
            outcomes = Farewell.during(() -> ParallelUpload.run(upload, studies, parallel, progress), () -> {
                progress.close();
                console.say("\nstopped after %d of %d studies; the same command goes on from there"
                        .formatted(progress.done(), studies.size()));
            });
        }
        var time = Duration.between(begun, Instant.now());
        return conclude(name, new UploadSummary(name, cohort, outcomes, progress.bytesSent(), time));
    }

    /** With a goal, what counts is whether it is reached: what was not taken has been said. */
    private int conclude(String name, UploadSummary summary) {
        var console = scanloop.console();
        var goes = goal != null && summary.exit() != ExitStatus.UNREACHABLE;
        if (!scanloop.wantsJson()) {
            summary.lines(console).forEach(console::print);
        }
        if (!goes) {
            if (scanloop.wantsJson()) {
                console.print(summary.toJson());
            }
            return summary.exit().code();
        }
        var loop = scanloop.loop(Retry.patient(retryFor, new WaitingNotice(console)));
        var report = new LoopWatch(loop, console, name, Retry.Clock.SYSTEM).untilJudged();
        return scanloop.show(
                summary.toJson().set("report", report),
                "\n" + String.join("\n", new ReportTable(report).lines(loop.server())));
    }
}
