package io.scanloop.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scanloop.bench.rig.LoopRig;
import io.scanloop.bench.rig.Rig;
import io.scanloop.embedded.EmbeddedKafka;
import io.scanloop.events.EvaluationReport;
import io.scanloop.events.ModelPromoted;
import io.scanloop.events.ModelRegistered;
import io.scanloop.events.RunCompleted;
import io.scanloop.events.RunFailed;
import io.scanloop.events.RunStarted;
import io.scanloop.events.StepCompleted;
import io.scanloop.events.StepKind;
import io.scanloop.events.StepScheduled;
import io.scanloop.events.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The one command that a newcomer types: from nothing to a judged model, by separate processes. */
@Tag("slow")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class LoopIT {
    private static final Path ROOT = Path.of(System.getProperty("scanloop.root"));
    private static final long MINUTES_ALLOWED = 10;

    @Test
    void theDemoEndsWithAJudgedModelAndEachEffectOnce() throws Exception {
        assumeTrue(LoopRig.isBuilt(ROOT), "services are not built: deploy/laptop/run builds them first");
        var home = Rig.emptied(ROOT.resolve("deploy/trials/target/loop"));
        var output = home.resolve("output.txt");
        var before = services();

        var laptop = new ProcessBuilder(
                        ROOT.resolve("deploy/laptop/run").toString(),
                        "--demo",
                        "--until",
                        "model",
                        "--state-folder",
                        home.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        var ended = laptop.waitFor(MINUTES_ALLOWED, TimeUnit.MINUTES);
        laptop.destroy();

        assertThat(ended).as("it ended by itself:%n%s", read(output)).isTrue();
        assertThat(laptop.exitValue()).as(read(output)).isZero();
        assertThat(before).as("what runs that did not run before").containsAll(services());
        assertThat(read(output))
                .containsSubsequence(
                        "pre-training done: ",
                        "fine-tuning done: ",
                        "predicting done: ",
                        "model m",
                        "1 ventricle",
                        "4 lesion",
                        "mean",
                        "per-voxel classifier",
                        "train 14, validation 2, test 4",
                        "device time",
                        "look at",
                        "stopped");
        try (var broker = EmbeddedKafka.start(home.resolve("data/kafka"), 0)) {
            eachEffectOnce(LoopFacts.read(
                    broker.bootstrapServers(), Topic.RUNS, Topic.STEP_EVENTS, Topic.MODELS, Topic.METRICS_EVALUATION));
        }
    }

    private static void eachEffectOnce(LoopFacts facts) {
        var runs = facts.of(RunStarted.class).stream().map(RunStarted::run).toList();
        assertThat(runs).as("a pre-training and a fine-tuning").hasSize(2);
        assertThat(facts.of(RunFailed.class)).isEmpty();
        assertThat(facts.of(RunCompleted.class)).extracting(RunCompleted::run).containsExactlyElementsOf(runs);

        var completed = facts.of(StepCompleted.class);
        var manifests = completed.stream()
                .collect(Collectors.groupingBy(
                        step -> step.run() + "/" + step.step(),
                        Collectors.mapping(StepCompleted::manifest, Collectors.toSet())));
        assertThat(manifests.values()).allSatisfy(each -> assertThat(each).hasSize(1));
        assertThat(manifests.keySet())
                .containsExactlyInAnyOrderElementsOf(facts.of(StepScheduled.class).stream()
                        .map(step -> step.run() + "/" + step.step())
                        .collect(Collectors.toSet()));
        assertThat(completed).extracting(StepCompleted::kind).contains(StepKind.values());

        var models = facts.of(ModelRegistered.class);
        assertThat(models).hasSize(1);
        assertThat(facts.of(EvaluationReport.class))
                .extracting(EvaluationReport::model)
                .containsOnly(models.get(0).model());
        assertThat(facts.of(ModelPromoted.class))
                .extracting(ModelPromoted::model)
                .containsOnly(models.get(0).model());
    }

    /** Processes of services and workers of this checkout. */
    private static Set<Long> services() {
        return ProcessHandle.allProcesses()
                .filter(process -> {
                    var line = process.info().commandLine().orElse("");
                    return line.contains(ROOT + "/") && line.contains("quarkus-run.jar");
                })
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    private static String read(Path output) throws IOException {
        return Files.readString(output);
    }
}
