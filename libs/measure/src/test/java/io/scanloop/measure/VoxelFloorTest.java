package io.scanloop.measure;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scanloop.imaging.Intensity;
import io.scanloop.imaging.Nifti;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.imaging.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What single voxels tell on the shared cohort: the figure that a network has to beat. */
class VoxelFloorTest {
    private static final Path COHORT = Path.of(System.getProperty("scanloop.root"), "../shared/data/brain-cohort");
    private static final List<Integer> CLASSES =
            IntStream.rangeClosed(1, 8).boxed().toList();
    private final Map<String, Study> read = new HashMap<>();

    private record Study(Volume labels, List<float[]> images) {}

    /** Each patient is held out in turn, so that no choice of patients makes the figure. */
    @Test
    void t1AndFlairReachAMeanDiceOf29Percent() throws IOException {
        assumeTrue(Files.isDirectory(COHORT), "skipped: the shared cohort is not there");
        var patients = studies().stream().collect(groupingBy(VoxelFloorTest::patient, TreeMap::new, toList()));
        var dice = new TreeMap<Integer, List<Double>>();
        for (var tested : patients.entrySet()) {
            var moments = new VoxelMoments(2);
            for (var study : studies()) {
                if (!patient(study).equals(tested.getKey())) {
                    learn(moments, study(study));
                }
            }
            ofPatient(moments.classifier(), tested.getValue())
                    .forEach((value, mean) -> dice.computeIfAbsent(value, unseen -> new ArrayList<>())
                            .add(mean));
        }

        var means =
                dice.values().stream().map(scores -> Mean.of(scores).value()).toList();
        double mean = Mean.of(means).value();
        System.out.printf(
                "floor of single voxels, %d patients held out in turn: mean foreground Dice %.3f, per class %s%n",
                patients.size(), mean, means);
        assertThat(mean).isBetween(0.28, 0.30);
    }

    /** Mean Dice over a patient's studies by class. */
    private Map<Integer, Double> ofPatient(VoxelClassifier classifier, List<String> studies) throws IOException {
        var dice = new TreeMap<Integer, List<Double>>();
        for (var study : studies) {
            predict(classifier, study(study))
                    .forEach((value, overlap) -> dice.computeIfAbsent(value, unseen -> new ArrayList<>())
                            .add(overlap.dice()));
        }
        var means = new TreeMap<Integer, Double>();
        dice.forEach((value, scores) -> means.put(value, Mean.of(scores).value()));
        return means;
    }

    private Study study(String name) throws IOException {
        var known = read.get(name);
        if (known == null) {
            known = new Study(volume(name, "labels"), images(name));
            read.put(name, known);
        }
        return known;
    }

    private static List<String> studies() throws IOException {
        try (var folders = Files.list(COHORT)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** {@code sub-01a} to {@code sub-01e} are one patient. */
    private static String patient(String study) {
        return study.substring(0, study.length() - 1);
    }

    private static void learn(VoxelMoments moments, Study study) {
        var labels = study.labels().voxels();
        for (int i = 0; i < labels.length; i++) {
            moments.add((int) labels[i], voxel(study.images(), i));
        }
    }

    private static TreeMap<Integer, Overlap> predict(VoxelClassifier classifier, Study study) {
        var labels = study.labels();
        var predicted = new float[labels.voxels().length];
        for (int i = 0; i < predicted.length; i++) {
            predicted[i] = classifier.classify(voxel(study.images(), i));
        }
        return new TreeMap<>(Overlap.perClass(new Volume(labels.geometry(), predicted), labels, CLASSES));
    }

    private static List<float[]> images(String study) throws IOException {
        return List.of(
                Intensity.zScoreOnNonZero(volume(study, "T1")).voxels(),
                Intensity.zScoreOnNonZero(volume(study, "FLAIR")).voxels());
    }

    private static double[] voxel(List<float[]> images, int i) {
        return new double[] {images.get(0)[i], images.get(1)[i]};
    }

    private static Volume volume(String study, String name) throws IOException {
        return Nifti.read(COHORT.resolve(study).resolve(name + ".nii.gz"), NiftiLimits.DEFAULT);
    }
}
