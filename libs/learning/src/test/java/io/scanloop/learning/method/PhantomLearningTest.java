package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.imaging.Nifti;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.imaging.PhantomCohort;
import io.scanloop.imaging.Volume;
import io.scanloop.learning.study.Preparation;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.view.Case;
import io.scanloop.learning.view.Views;
import io.scanloop.learning.view.VolumeCase;
import io.scanloop.learning.weights.Loading;
import io.scanloop.measure.EmptyMasks;
import io.scanloop.measure.Overlap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tiny presets learn from phantoms, judged on phantoms that they never saw. */
@Tag("slow")
class PhantomLearningTest {
    private static final int PATIENTS = 20;
    private static final int TEST = 6;
    private static final int PRETRAINING = 400;
    private static final int FINETUNING = 200;
    private static final int CALIBRATION = 50;
    private static final long SEED = 1;

    private static final List<Integer> CLASSES = List.of(1, 2, 3, 4);
    private static final List<Double> SPACING = List.of(4.0, 4.0, 4.0);
    private static final Task T1 = new Task(List.of("T1"), CLASSES, SPACING, "tiny");
    private static final Task ALL = new Task(List.of("T1", "T2", "FLAIR"), CLASSES, SPACING, "tiny");
    private static final Loading EVERYTHING = new Loading(Map.of("", ""), List.of(), List.of());

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
                        new Start(drawn, EVERYTHING)),
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

    /** Weights to begin with. */
    private record Start(List<Path> weights, Loading loading) {}

    /** The weights that a training leaves. */
    private List<Path> trained(
            Objective objective, Views views, List<Case> cases, int iterations, @Nullable Start start)
            throws IOException {
        try (var trainer = Trainer.create(objective, SEED, iterations)) {
            if (start != null) {
                trainer.load(start.weights(), start.loading());
            }
            for (int iteration = 0; iteration < iterations; iteration++) {
                trainer.iterate(views.draw(cases, SEED, iteration));
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
