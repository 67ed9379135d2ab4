package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.imaging.Nifti;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.imaging.PhantomCohort;
import io.scanloop.imaging.Volume;
import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.study.Preparation;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.view.Case;
import io.scanloop.learning.view.Draws;
import io.scanloop.learning.view.Views;
import io.scanloop.learning.view.VolumeCase;
import io.scanloop.learning.weights.Loading;
import io.scanloop.measure.EmptyMasks;
import io.scanloop.measure.Overlap;
import io.scanloop.measure.OverlapCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tiny presets learn from phantoms, judged, but for MISSU, on phantoms that they never saw. */
@Tag("slow")
class PhantomLearningTest {
    private static final int PATIENTS = 20;
    private static final int TEST = 6;
    private static final int PRETRAINING = 400;
    private static final int FINETUNING = 200;
    private static final int SHORT_FINETUNING = 100;
    private static final int CALIBRATION = 50;
    private static final int BY_HEART = 300;
    private static final int SEEDS = 5;
    private static final long SEED = 1;

    private static final List<Integer> CLASSES = List.of(1, 2, 3, 4);
    private static final List<Double> SPACING = List.of(4.0, 4.0, 4.0);
    private static final Task T1 = new Task(List.of("T1"), CLASSES, SPACING, "tiny");
    private static final Task ALL = new Task(List.of("T1", "T2", "FLAIR"), CLASSES, SPACING, "tiny");

    @TempDir
    private static Path cohort;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeCohort() throws IOException {
        PhantomCohort.write(cohort, PATIENTS, SEED);
    }

    /** Only the head learns: on what the pre-training made of the backbone, and on a backbone as it was drawn. */
    @Test
    void aHeadOnPix2RepSeesMoreThanAHeadOnARandomBackbone() throws IOException {
        var method = new Pix2Rep();
        var train = train(T1);
        var labelled = train.subList(0, 2);
        var test = test(T1);
        var pretrained = trained(method.pretraining(T1), method.pretrainingViews(T1), train, PRETRAINING, null);
        var views = method.finetuningViews(T1);
        var drawn = trained(Regime.calibration(method, T1), views, labelled, CALIBRATION, null);

        double probe = dice(
                method,
                T1,
                trained(
                        Regime.LINEAR_PROBE.finetuning(method, T1),
                        views,
                        labelled,
                        FINETUNING,
                        new Start(pretrained, method.export(T1))),
                test);
        double random = dice(
                method,
                T1,
                trained(
                        Regime.RANDOM_PROBE.finetuning(method, T1),
                        views,
                        labelled,
                        FINETUNING,
                        new Start(drawn, Loading.byName())),
                test);

        System.out.printf("a head on pix2rep: Dice %.3f, on a random backbone: %.3f%n", probe, random);
        assertThat(probe - random).isGreaterThan(0.10);
    }

    @Test
    void amaesNetworkDoesWithoutT2() throws IOException {
        assertDoesWithoutT2(new Amae());
    }

    @Test
    void aZeroFilledNetworkDoesWithoutT2() throws IOException {
        assertDoesWithoutT2(Amae.zeroFilled());
    }

    private void assertDoesWithoutT2(Amae method) throws IOException {
        var train = train(ALL);
        var pretrained = trained(method.pretraining(ALL), method.pretrainingViews(ALL), train, PRETRAINING, null);
        var network = trained(
                method.finetuning(ALL),
                method.finetuningViews(ALL),
                train,
                FINETUNING,
                new Start(pretrained, method.export(ALL)));

        double all = dice(method, ALL, network, test(ALL));
        double omitted = dice(method, ALL, network, test(ALL, "T2"));

        System.out.printf("%s: Dice %.3f, without T2 %.3f%n", method.id(), all, omitted);
        assertThat(all).as("it learned something").isGreaterThan(0.3);
        assertThat(omitted).isGreaterThan(all - 0.1);
    }

    /** One batch, over and over, and what the network without its fusion then makes of that batch. */
    @Test
    void missuLearnsABatchByHeartAndKnowsItWithoutItsFusion() throws IOException {
        var method = new Missu();
        var batch = method.finetuningViews(ALL).make(train(ALL).subList(0, 2), new Draws(SEED, 0));
        List<Path> weights;
        try (var trainer = Trainer.create(method.finetuning(ALL), SEED, BY_HEART)) {
            for (int iteration = 0; iteration < BY_HEART; iteration++) {
                trainer.iterate(batch);
            }
            weights = Trials.weights(trainer, folder);
        }

        var graph = Graph.named("missu-by-heart");
        var logits = Missu.logits(graph, MissuPreset.ALL.named(ALL.preset()), ALL);
        Map<Integer, Double> dice = new TreeMap<>();
        try (var program = Program.forward(graph, Map.of("logits", logits))) {
            program.load(weights, new Missu().inference());
            assertThat(program.parameters().keySet())
                    .isNotEmpty()
                    .noneMatch(name -> name.matches("(msf|pyramid|aux).*"));
            overlaps(program, batch).forEach((value, overlap) -> dice.put(value, overlap.dice()));
        }

        System.out.printf(
                "missu on the batch that it learned: Dice by class %s, mean %.3f%n", dice, mean(dice.values()));
        assertThat(dice.values()).as("all classes are in the batch").noneMatch(value -> value.isNaN());
        assertThat(mean(dice.values())).isGreaterThan(0.95);
    }

    /** How labels of a batch and what a network of these logits gives for it overlap. */
    private static Map<Integer, Overlap> overlaps(Program program, Batch batch) {
        var inputs = batch.inputs();
        float[] logits = program.run(Map.of("images", inputs.get("images"), "present", inputs.get("present")))
                .get("logits")
                .asFloats();
        long[] truth = inputs.get("labels").asLongs();
        int voxels = truth.length / (int) inputs.get("labels").shape()[0];
        var predicted = new float[truth.length];
        var labels = new float[truth.length];
        for (int at = 0; at < truth.length; at++) {
            int first = at / voxels * ALL.classes() * voxels + at % voxels;
            int best = 0;
            for (int index = 1; index < ALL.classes(); index++) {
                best = logits[first + index * voxels] > logits[first + best * voxels] ? index : best;
            }
            predicted[at] = best;
            labels[at] = truth[at];
        }
        var count = new OverlapCount();
        count.add(predicted, labels, truth.length);
        return count.overlaps(CLASSES);
    }

    private static double mean(Collection<Double> values) {
        return values.stream().mapToDouble(value -> value).average().orElseThrow();
    }

    /** Reported, not judged: whether it gains is what trials are for, and five pairs of phantoms cannot say. */
    @ParameterizedTest
    @ValueSource(strings = {"residual-unet", "pix2rep", "swin-unetr", "smit", "amae"})
    void aFinetuningAndTheSameFromScratchAreComparedAtTwoLabelledPhantoms(String name) throws IOException {
        var method = Methods.named(name);
        var train = train(T1);
        var test = test(T1);
        var views = method.finetuningViews(T1);
        var start = new Start(
                trained(method.pretraining(T1), method.pretrainingViews(T1), train, PRETRAINING, null),
                method.export(T1));

        var pretrained = new ArrayList<Double>();
        var scratch = new ArrayList<Double>();
        for (int seed = 1; seed <= SEEDS; seed++) {
            var two = train.subList(2 * seed - 2, 2 * seed);
            var full = Regime.FULL.finetuning(method, T1);
            var fresh = Regime.SCRATCH.finetuning(method, T1);
            pretrained.add(dice(method, T1, trained(seed, full, views, two, SHORT_FINETUNING, start), test));
            scratch.add(dice(method, T1, trained(seed, fresh, views, two, SHORT_FINETUNING, null), test));
        }

        System.out.printf(
                "%s at two labelled phantoms: Dice pre-trained %s, mean %.3f; from scratch %s, mean %.3f%n",
                name, pretrained, mean(pretrained), scratch, mean(scratch));
        assertThat(pretrained).allMatch(Double::isFinite);
        assertThat(scratch).allMatch(Double::isFinite);
    }

    /** Weights to begin with. */
    private record Start(List<Path> weights, Loading loading) {}

    /** The weights that a training leaves. */
    private List<Path> trained(
            Objective objective, Views views, List<Case> cases, int iterations, @Nullable Start start)
            throws IOException {
        return trained(SEED, objective, views, cases, iterations, start);
    }

    private List<Path> trained(
            long seed, Objective objective, Views views, List<Case> cases, int iterations, @Nullable Start start)
            throws IOException {
        try (var trainer = Trainer.create(objective, seed, iterations)) {
            if (start != null) {
                trainer.load(start.weights(), start.loading());
            }
            for (int iteration = 0; iteration < iterations; iteration++) {
                trainer.iterate(views.draw(cases, seed, iteration));
            }
            return Trials.weights(trainer, Files.createTempDirectory(folder, objective.name()));
        }
    }

    /** Mean over classes and studies. */
    private static double dice(Method method, Task task, List<Path> network, List<Phantom> phantoms)
            throws IOException {
        try (var predictor = method.predictor(task, network)) {
            return phantoms.stream()
                    .map(phantom -> Overlap.perClass(
                            new Volume(phantom.labels().geometry(), floats(predictor.predict(phantom.study()))),
                            phantom.labels(),
                            CLASSES))
                    .flatMap(overlaps -> overlaps.values().stream())
                    .mapToDouble(overlap -> EmptyMasks.SCANLOOP.overlap(overlap, Overlap::dice))
                    .average()
                    .orElseThrow();
        }
    }

    private static float[] floats(short[] indices) {
        var values = new float[indices.length];
        for (int voxel = 0; voxel < values.length; voxel++) {
            values[voxel] = indices[voxel];
        }
        return values;
    }

    /** @param labels class indices, which are the class values */
    private record Phantom(Case study, Volume labels) {}

    /** Studies of patients to train on, prepared for a task. */
    private static List<Case> train(Task task) throws IOException {
        return phantoms(task, TEST + 1, PATIENTS, List.of()).stream()
                .map(Phantom::study)
                .toList();
    }

    /** Studies of the other patients. */
    private static List<Phantom> test(Task task, String... omitted) throws IOException {
        return phantoms(task, 1, TEST, List.of(omitted));
    }

    private static List<Phantom> phantoms(Task task, int from, int to, List<String> omitted) throws IOException {
        var preparation = new Preparation(task);
        var phantoms = new ArrayList<Phantom>();
        for (int patient = from; patient <= to; patient++) {
            Path study = cohort.resolve("phantom-%03d-1".formatted(patient));
            var stored = Nifti.read(study.resolve("labels.nii.gz"), NiftiLimits.DEFAULT);
            var grid = preparation.gridFor(stored.geometry());
            List<@Nullable Volume> contrasts = new ArrayList<>();
            for (var contrast : task.contrasts()) {
                Path file = study.resolve(contrast + ".nii.gz");
                boolean isThere = Files.exists(file) && !omitted.contains(contrast);
                contrasts.add(
                        isThere ? preparation.image(Nifti.read(file, NiftiLimits.DEFAULT), contrast, grid) : null);
            }
            var labels = preparation.labels(stored, grid);
            phantoms.add(new Phantom(new VolumeCase("phantom-" + patient, contrasts, labels, CLASSES.size()), labels));
        }
        return phantoms;
    }
}
