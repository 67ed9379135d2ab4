package io.scanloop.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scanloop.bench.rig.LogReader;
import io.scanloop.bench.rig.LoopRig;
import io.scanloop.bench.rig.Part;
import io.scanloop.bench.rig.Rig;
import io.scanloop.events.MetricBatch;
import io.scanloop.events.ModelRegistered;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.Point;
import io.scanloop.events.RunCompleted;
import io.scanloop.events.RunFailed;
import io.scanloop.events.RunStarted;
import io.scanloop.events.StepClaimed;
import io.scanloop.events.StepCompleted;
import io.scanloop.events.StepInterrupted;
import io.scanloop.events.StepScheduled;
import io.scanloop.events.Topic;
import io.scanloop.imaging.PhantomCohort;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.ModelManifest;
import io.scanloop.storage.layout.ProjectLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The loop with parts of it dying in the middle of a step: every step has one manifest, the run completes once, one model
 * is registered, and its weights are those of a loop that nobody disturbed.
 *
 * <p>All studies are stored first, then one run is asked for, so every loop makes the same decisions. The test command tries
 * all deaths in one run; each by itself is slow evidence.
 */
class LoopUnderFireIT {
    private static final Path ROOT = Path.of(System.getProperty("scanloop.root"));
    private static final String KEY = "5ca1ab1e".repeat(8);
    private static final String PROJECT = "phantom";
    private static final int STEP_ITERATIONS = 20;
    private static final String CONFIGURATION = """
            {"method":"%s","classes":[{"value":1,"name":"one"},{"value":2,"name":"two"},{"value":3,"name":"three"},\
            {"value":4,"name":"four"}],"contrasts":["T1","T2","FLAIR"],"spacing":[4,4,4],
             "triggers":{"newStudies":0,"newLabelSets":0},
             "minimumPatients":{"train":1,"validation":1,"test":1},
             "budget":{"pretrainIterations":60,"finetuneIterations":40,"stepIterations":%d}}""";
    private static final Duration FOR_A_RUN = Duration.ofMinutes(5);

    private static Path cohort;
    private static List<String> undisturbed;

    private LoopRig loop;
    private String method = "amae";

    @BeforeAll
    static void makeACohort() throws IOException {
        assumeTrue(LoopRig.isBuilt(ROOT), "services are not built: mvn -pl deploy/trials -am verify builds them first");
        cohort = Rig.emptied(folder("cohort"));
        PhantomCohort.write(cohort, 5, 3);
    }

    @AfterAll
    static void sweep() {
        undisturbed = null;
    }

    @Test
    void aLoopInWhichEachPartDiesEndsWithTheModelOfOneThatNobodyDisturbed() {
        var weights = weightsAfter("under-fire", run -> {
            loop.secondDispatcher().launch();
            awaitIteration("pretrain", STEP_ITERATIONS + 2); // a step is done, the next has begun
            resumedAfter("kill -9 of the pretrain-worker", "pretrain", loop.pretrainWorker()::killAndRestart);
            loop.broker().killAndRestart();
            loop.broker().awaitReady();
            loop.secondDispatcher().awaitReady();
            loop.ingest().killAndRestart(); // the second one takes over in the middle of a run
            awaitTraining("finetune");
            assertThat(loop.finetuneWorker().terminateAndRestart())
                    .as("exit code after SIGTERM")
                    .isEqualTo(143);
        });

        assertThat(interruptions).isPositive();
        assertThat(weights).isEqualTo(undisturbed());
    }

    @Test
    @Tag("slow")
    void aKilledWorkerCostsAtMostOneStep() {
        var weights = weightsAfter("killed-worker", run -> {
            awaitIteration("pretrain", STEP_ITERATIONS + 2);
            resumedAfter("kill -9 of the pretrain-worker", "pretrain", loop.pretrainWorker()::killAndRestart);
            awaitTraining("finetune");
            resumedAfter("kill -9 of the finetune-worker", "finetune", loop.finetuneWorker()::killAndRestart);
        });

        assertThat(weights).isEqualTo(undisturbed());
    }

    @Test
    @Tag("slow")
    void aBrokerThatDiesInMidStepHasNoEffect() {
        var weights = weightsAfter("broker-restart", run -> {
            awaitTraining("pretrain");
            loop.broker().killAndRestart();
            loop.broker().awaitReady();
        });

        assertThat(weights).isEqualTo(undisturbed());
    }

    @Test
    @Tag("slow")
    void aWorkerThatIsToldToStopSavesAndIsContinued() {
        var weights = weightsAfter("drained-worker", run -> {
            awaitTraining("pretrain");
            int status = loop.pretrainWorker().terminateAndRestart();
            assertThat(status).as("exit code after SIGTERM").isEqualTo(143);
        });

        assertThat(interruptions).isPositive();
        assertThat(weights).isEqualTo(undisturbed());
    }

    @Test
    @Tag("slow")
    void aSecondDispatcherDecidesNothingTwice() {
        var weights = weightsAfter("two-dispatchers", run -> {
            loop.secondDispatcher().launch();
            loop.secondDispatcher().awaitReady();
            awaitTraining("pretrain");
            loop.ingest().killAndRestart(); // the second one takes over in the middle of a run
        });

        assertThat(weights).isEqualTo(undisturbed());
    }

    /** Teachers, centres, schedules and running statistics go on where they were. */
    @ParameterizedTest
    @ValueSource(strings = {"swin-unetr", "smit", "missu", "pix2rep", "residual-unet"})
    @Tag("slow")
    void eachMethodEndsWithTheSameModelAfterKills(String name) {
        method = name;
        boolean pretrains = !name.equals("missu");
        var disturbed = weightsAfter("killed-" + name, run -> {
            if (pretrains) {
                awaitIteration("pretrain", STEP_ITERATIONS + 2);
                resumedAfter("kill -9 of the pretrain-worker", "pretrain", loop.pretrainWorker()::killAndRestart);
            }
            awaitIteration("finetune", STEP_ITERATIONS + 2);
            resumedAfter("kill -9 of the finetune-worker", "finetune", loop.finetuneWorker()::killAndRestart);
        });

        assertThat(disturbed).isNotEmpty().isEqualTo(weightsAfter("calm-" + name, run -> {}));
    }

    private List<String> undisturbed() {
        if (undisturbed == null) {
            undisturbed = weightsAfter("undisturbed", run -> {});
            assertThat(undisturbed).isNotEmpty();
        }
        return undisturbed;
    }

    private int interruptions;

    /** Hashes of the model's weights after one run, during which something is done to the loop. */
    private List<String> weightsAfter(String trial, Consumer<String> disturbance) {
        long begun = System.nanoTime();
        try (var rig = LoopRig.start(ROOT, folder(trial), KEY);
                var store = rig.objects()) {
            loop = rig;
            store();
            requestRun();
            disturbance.accept(trial);
            await("a model of the run")
                    .atMost(FOR_A_RUN)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> isOver(facts()));
            var facts = facts();
            everythingHappenedOnce(facts, store);
            interruptions = facts.of(StepInterrupted.class).size();
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d claims, %d interruptions, %d sendings of %d steps, %.0f s%n",
                    trial,
                    facts.of(StepClaimed.class).size(),
                    interruptions,
                    facts.of(StepScheduled.class).size(),
                    steps(facts).size(),
                    (System.nanoTime() - begun) / 1e9);
            return weights(facts, store);
        }
    }

    private static boolean isOver(LoopFacts facts) {
        assertThat(facts.of(RunFailed.class)).as("failed runs").isEmpty();
        return !facts.of(ModelRegistered.class).isEmpty();
    }

    private LoopFacts facts() {
        return LoopFacts.read(loop.bootstrapServers(), Topic.RUNS, Topic.STEP_EVENTS, Topic.MODELS);
    }

    private static void everythingHappenedOnce(LoopFacts facts, ObjectStore store) {
        assertThat(facts.of(RunStarted.class)).hasSize(1);
        assertThat(facts.of(RunCompleted.class)).hasSize(1);
        assertThat(facts.of(ModelRegistered.class))
                .extracting(ModelRegistered::model)
                .hasSize(1);
        var run = facts.of(RunStarted.class).get(0).run();
        var manifests = StoredFacts.keys(store, "projects/%s/runs/%s/".formatted(PROJECT, run)).stream()
                .filter(key -> key.endsWith("/manifest.json"))
                .toList();
        var layout = new ProjectLayout(PROJECT);
        assertThat(manifests)
                .containsExactlyInAnyOrderElementsOf(steps(facts).stream()
                        .map(step -> layout.step(run, step))
                        .toList());
        assertThat(facts.of(StepCompleted.class).stream()
                        .collect(Collectors.groupingBy(
                                StepCompleted::step, Collectors.mapping(StepCompleted::manifest, Collectors.toSet())))
                        .values())
                .as("all reports of a step name one manifest")
                .allSatisfy(named -> assertThat(named).hasSize(1));
    }

    private static Set<String> steps(LoopFacts facts) {
        return facts.of(StepScheduled.class).stream().map(StepScheduled::step).collect(Collectors.toSet());
    }

    private static List<String> weights(LoopFacts facts, ObjectStore store) {
        var registered = facts.of(ModelRegistered.class).get(0);
        return Documents.redeem(store, registered.manifest(), ModelManifest.class).weights().stream()
                .map(ObjectRef::sha256)
                .toList();
    }

    /** One study after the other, so that patients get the same sides in every trial. */
    private void store() {
        var intake = loop.client("trial");
        var path = "/api/v1/projects/" + PROJECT;
        try {
            assertThat(intake.json("PUT", path, CONFIGURATION.formatted(method, STEP_ITERATIONS))
                            .status())
                    .isEqualTo(201);
            for (var study : Cohort.read(cohort, 4).studies()) {
                var parts = new ArrayList<Part>();
                parts.add(Part.json(
                        "study", "{\"patient\":\"%s\",\"study\":\"%s\"}".formatted(study.patient(), study.name())));
                for (var image : study.images().entrySet()) {
                    parts.add(Part.file(image.getKey(), image.getValue()));
                }
                var stored = intake.send(path + "/studies", parts);
                assertThat(stored.isAcknowledged()).as(stored.text()).isTrue();
                var labels = List.of(
                        Part.json("labels", "{\"annotator\":\"reader-1\"}"),
                        Part.file("file", study.labels().get(0)));
                var id = stored.body().path("study").asText();
                var labelled = intake.send(path + "/studies/%s/labels?accept=true".formatted(id), labels);
                assertThat(labelled.isAcknowledged()).as(labelled.text()).isTrue();
            }
        } catch (IOException e) {
            throw new AssertionError("a healthy intake did not answer", e);
        }
    }

    private void requestRun() {
        try {
            var answer = loop.client("trial")
                    .json("POST", "/api/v1/projects/%s/runs".formatted(PROJECT), "{\"kind\":\"cycle\"}");
            assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        } catch (IOException e) {
            throw new AssertionError("a healthy intake did not answer", e);
        }
    }

    /** Waits until a step of the phase is in its middle: its first points are on the topic. */
    private void awaitTraining(String phase) {
        awaitIteration(phase, 1);
    }

    private void awaitIteration(String phase, long iteration) {
        await("training of " + phase)
                .atMost(FOR_A_RUN)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> iterations(phase) >= iteration);
    }

    /** The last iteration that was heard of. */
    private long iterations(String phase) {
        return LoopFacts.read(loop.bootstrapServers(), Topic.METRICS_TRAINING).of(MetricBatch.class).stream()
                .filter(batch -> batch.phase().equals(phase))
                .flatMap(batch -> batch.points().stream())
                .mapToLong(Point::step)
                .max()
                .orElse(0);
    }

    /** Does it, and measures how long it takes until training is heard of again, and what is trained twice. */
    private void resumedAfter(String what, String phase, Runnable death) {
        try (var live = new LogReader(loop.bootstrapServers())) {
            live.follow(List.of(Topic.METRICS_TRAINING.topicName()));
            long before = iterations(phase);
            long killed = System.nanoTime();
            death.run();
            var resumed = new ArrayList<MetricBatch>();
            var dead = attempts(phase);
            await("training goes on after " + what)
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        live.poll(Duration.ofMillis(100))
                                .forEach(found -> LoopFacts.event(found)
                                        .filter(MetricBatch.class::isInstance)
                                        .map(MetricBatch.class::cast)
                                        .filter(batch -> !dead.contains(
                                                batch.attributes().attempt()))
                                        .forEach(resumed::add));
                        return !resumed.isEmpty();
                    });
            long first = resumed.get(0).points().get(0).step();
            System.out.printf(
                    Locale.ROOT,
                    "%s at iteration %d: training went on after %.1f s, from iteration %d%n",
                    what,
                    before,
                    (System.nanoTime() - killed) / 1e9,
                    first);
            assertThat(before - first).as("iterations trained twice").isLessThanOrEqualTo(STEP_ITERATIONS);
        }
    }

    private Set<String> attempts(String phase) {
        return LoopFacts.read(loop.bootstrapServers(), Topic.METRICS_TRAINING).of(MetricBatch.class).stream()
                .filter(batch -> batch.phase().equals(phase))
                .map(batch -> batch.attributes().attempt())
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static Path folder(String trial) {
        return ROOT.resolve("deploy/trials/target/loop-under-fire").resolve(trial);
    }
}
