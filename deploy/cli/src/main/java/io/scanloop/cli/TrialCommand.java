package io.scanloop.cli;

import io.scanloop.cli.trial.Clock;
import io.scanloop.cli.trial.Plan;
import io.scanloop.cli.trial.PlanFile;
import io.scanloop.cli.trial.Report;
import io.scanloop.cli.trial.Trial;
import io.scanloop.cli.trial.TrialStudy;
import io.scanloop.cli.trial.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scanloop trial}: the papers' protocol on a folder of studies, without services. */
@Command(
        name = "trial",
        description = {
            "Tries methods as papers do, on a folder of studies and without a server: few labelled patients, drawn several"
                    + " times; from scratch, after a pre-training, with a frozen body; judged on patients that none of it"
                    + " saw. Preparing, training and judging are those of the loop.",
            "",
            "The plan, a JSON document, says what is compared:",
            "  contrasts, classes    of the task; required",
            "  methods               [{method, preset, arms, pretraining: {iterations, seeds}, layerDecay}]; required. Arms:",
            "                        scratch, compute-matched, full, warm-up, sawtooth, encoder-only, linear-probe,",
            "                        random-probe, mean-teacher, scratch-mean-teacher",
            "  primary               {arm, labels, finetuning, against}: the one comparison that counts, against scratch,",
            "                        compute-matched or both; required where there is an arm but scratch. Holm's correction",
            "                        is over its methods; all else is exploratory",
            "  labels                labelled patients, e.g. [1, 2, 5, \"all\"], which is the default",
            "  labelledSets          how often they are drawn; 5",
            "  studiesPerPatient     of a labelled patient, or \"all\"; 1",
            "  finetuning            iterations, each budget a comparison of its own; [200]",
            "  testPatients          their names, or how many are drawn; 3. A folder's split goes before a number",
            "  average               momentum of the average of weights that is judged, 0 for none; 0",
            "  spacing, seed, voxelClassifier",
            "",
            "Whatever is done rests in the output folder: the same command goes on where it ended, however it ended. What"
                    + " tells most for its time is done first. At the end of the budget the report says what is missing."
        },
        footer = {
            "  scanloop phantom cohort --patients 12 --seed 1",
            "  scanloop trial plan.json --data cohort --output trial --budget 40m"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TrialCommand implements Callable<Integer> {
    private final Scanloop scanloop;

    @Parameters(paramLabel = "PLAN", description = "The plan, a JSON document.")
    private Path plan;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Folder of studies, as for upload.")
    private Path data;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder for results: report.md, report.json, table.csv, dice.csv, plots; and to go on from.")
    private Path output;

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Time that it may take, e.g. 90m; 0s writes the report of what is done. Default: no end.")
    private @Nullable Duration budget;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "Of the engine. Default: 1.")
    private int threads;

    @Option(
            names = "--each-study-a-patient",
            description = "Where the folder has no index.json: each study is of another patient. The report says so.")
    private boolean isEachStudyAPatient;

    TrialCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // that the engine logs nowhere is no news
    }

    @Override
    public Integer call() throws IOException {
        Scanloop.requireWithin("--threads", threads, 1024);
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        var clock = Clock.of(budget); // reading counts
        return Farewell.ending(() -> tried(clock), () -> {
            clock.stop();
            scanloop.console().say("\nstopping: what is begun is saved, and the same command goes on from there");
        });
    }

    private int tried(Clock clock) throws IOException {
        var cohort = Cohort.read(data);
        if (!cohort.namesPatients() && !isEachStudyAPatient) {
            throw new ProblemException(
                    ExitStatus.REFUSED,
                    Problem.of(
                            "patients-unknown",
                            "%s has no index.json: studies of one patient could be trained on and judged on"
                                    .formatted(data),
                            "name the patient of each study in index.json, or say --each-study-a-patient"));
        }
        cohort.refused()
                .forEach((study, problem) ->
                        scanloop.console().say("left out: %s, %s".formatted(study, problem.message())));
        var report = run(plan(), cohort, clock);
        scanloop.console().live("");
        return scanloop.show(
                report.toJson(),
                report.markdown().lines().toList(),
                "written to %s".formatted(output.resolve("report.md")));
    }

    private Plan plan() {
        try {
            return PlanFile.read(Json.read(plan));
        } catch (IllegalArgumentException e) {
            throw refused("bad-plan", e, "correct %s; `scanloop trial --help` says what is in a plan".formatted(plan));
        }
    }

    private Report run(Plan plan, Cohort cohort, Clock clock) throws IOException {
        try {
            var trial = new Trial(plan, studies(cohort), output, clock, watch());
            if (!cohort.namesPatients()) {
                trial.remark("the folder names no patients: each study was taken for another patient");
            }
            return trial.run();
        } catch (IllegalArgumentException e) {
            throw refused("unusable-trial", e, "correct the plan or the folder, then run the same command again");
        }
    }

    private static List<TrialStudy> studies(Cohort cohort) throws IOException {
        var studies = new ArrayList<TrialStudy>();
        for (var study : cohort.studies()) {
            studies.add(
                    TrialStudy.read(study.name(), study.patient(), study.contrasts(), study.labels(), study.split()));
        }
        return studies;
    }

    private Watch watch() {
        var console = scanloop.console();
        return new Watch() {
            @Override
            public void said(String line) {
                console.say(line);
            }

            @Override
            public void live(String line) {
                console.live(line);
            }
        };
    }

    private static ProblemException refused(String code, IllegalArgumentException e, String action) {
        return new ProblemException(ExitStatus.REFUSED, Problem.of(code, String.valueOf(e.getMessage()), action));
    }
}
