package io.scanloop.eval.judge;

import io.scanloop.events.ObjectRef;
import io.scanloop.imaging.InvalidVolumeException;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.measure.OverlapCount;
import io.scanloop.measure.VoxelClassifier;
import io.scanloop.measure.VoxelMoments;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.SnapshotStudy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What intensities alone tell: a {@link VoxelClassifier} that learns from the labelled train patients, looks at the
 * contrasts that every labelled study has, and is scored on the same test studies as the model. Intensities are brought to
 * mean 0 and deviation 1 over the voxels that are not 0, which stay 0. Volumes are read twice and never held.
 */
final class Floor {
    /** More studies say nothing new of a few moments; they are taken from all patients in turn. */
    private static final int MOST_STUDIES = 100;

    private final ObjectStore store;
    private final NiftiLimits limits;
    private final Scoring scoring;

    Floor(ObjectStore store, NiftiLimits limits, Scoring scoring) {
        this.store = store;
        this.limits = limits;
        this.scoring = scoring;
    }

    /** The contrasts that all of these studies have, in the order of the project; perhaps none. */
    static List<String> common(List<String> contrasts, Collection<SnapshotStudy> studies) {
        return contrasts.stream()
                .filter(contrast ->
                        studies.stream().allMatch(study -> study.contrasts().contains(contrast)))
                .toList();
    }

    /**
     * Learns from labelled studies.
     *
     * @param contrasts at least one
     * @param classes every other value of the labels counts as background
     */
    VoxelClassifier learn(List<SnapshotStudy> studies, List<String> contrasts, Set<Integer> classes)
            throws InvalidVolumeException {
        var moments = new VoxelMoments(contrasts.size());
        var voxel = new double[contrasts.size()];
        for (var study : inTurn(studies)) {
            var images = scoring.images(study, contrasts);
            var scales = scales(images);
            StudyVoxels.read(store, limits, with(scoring.labels(study), images), (values, count) -> {
                var labels = values.get(0);
                for (int i = 0; i < count; i++) {
                    fill(voxel, values, scales, i);
                    int value = (int) labels[i];
                    moments.add(classes.contains(value) ? value : 0, voxel);
                }
            });
        }
        return moments.classifier();
    }

    /** Scores what the classifier makes of a labelled study. */
    JudgedStudy score(
            VoxelClassifier classifier, SnapshotStudy study, List<String> contrasts, Collection<Integer> classes)
            throws InvalidVolumeException {
        var images = scoring.images(study, contrasts);
        var scales = scales(images);
        var overlap = new OverlapCount();
        var voxel = new double[contrasts.size()];
        var predicted = new float[1 << 15];
        StudyVoxels.read(store, limits, with(scoring.labels(study), images), (values, count) -> {
            for (int i = 0; i < count; i++) {
                fill(voxel, values, scales, i);
                predicted[i] = classifier.classify(voxel);
            }
            overlap.add(predicted, values.get(0), count);
        });
        return new JudgedStudy(study, overlap.overlaps(classes));
    }

    /** First one study of each patient, then a second one of each that has it, and so on. */
    private static List<SnapshotStudy> inTurn(List<SnapshotStudy> studies) {
        var rounds = new ArrayList<Map.Entry<Integer, SnapshotStudy>>();
        var seen = new LinkedHashMap<String, Integer>();
        for (var study : studies) {
            rounds.add(Map.entry(seen.merge(study.patient(), 1, Integer::sum), study));
        }
        return rounds.stream()
                .sorted(Comparator.comparing(Map.Entry::getKey)) // stable: within a round as they came
                .limit(MOST_STUDIES)
                .map(Map.Entry::getValue)
                .toList();
    }

    private static List<ObjectRef> with(ObjectRef labels, List<ObjectRef> images) {
        var objects = new ArrayList<ObjectRef>();
        objects.add(labels);
        objects.addAll(images);
        return objects;
    }

    /** The images follow the labels. */
    private static void fill(double[] voxel, List<float[]> values, List<Scale> scales, int i) {
        for (int image = 0; image < voxel.length; image++) {
            voxel[image] = scales.get(image).apply(values.get(image + 1)[i]);
        }
    }

    /**
     * Mean and deviation of an image's voxels that are not 0; what is no finite number counts as 0.
     *
     * @param deviation greater than 0
     */
    private record Scale(double mean, double deviation) {
        double apply(float value) {
            return value == 0 || !Float.isFinite(value) ? 0 : (value - mean) / deviation;
        }
    }

    private List<Scale> scales(List<ObjectRef> images) throws InvalidVolumeException {
        var scales = new ArrayList<Scale>();
        for (var image : images) {
            var sums = new double[3];
            StudyVoxels.read(store, limits, List.of(image), (values, count) -> {
                for (int i = 0; i < count; i++) {
                    float value = values.get(0)[i];
                    if (value != 0 && Float.isFinite(value)) {
                        // Welford: squares of intensities of thousands would lose digits
                        double before = value - sums[1];
                        sums[0]++;
                        sums[1] += before / sums[0];
                        sums[2] += before * (value - sums[1]);
                    }
                }
            });
            double variance = sums[0] > 0 ? sums[2] / sums[0] : 0;
            scales.add(new Scale(sums[1], variance > 0 ? Math.sqrt(variance) : 1));
        }
        return scales;
    }
}
