package io.scanloop.cli.trial;

import io.scanloop.imaging.Volume;
import io.scanloop.learning.view.Case;
import io.scanloop.measure.VoxelMoments;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What intensity and place of single voxels tell: a normal distribution for each class, over the contrasts that all studies
 * have, normalised, and the place in the box of the study, from -1 to 1 along each axis.
 */
final class VoxelFloor {
    private final PreparedStudies studies;
    private final Judgement judgement;
    private final int[] contrasts;
    private final Clock clock;

    /** @param all studies that are learned from or judged on */
    VoxelFloor(PreparedStudies studies, Judgement judgement, List<TrialStudy> all, Clock clock) {
        this.studies = studies;
        this.judgement = judgement;
        this.clock = clock;
        var names = studies.task().contrasts();
        this.contrasts = IntStream.range(0, names.size())
                .filter(contrast ->
                        all.stream().allMatch(study -> study.contrasts().containsKey(names.get(contrast))))
                .toArray();
    }

    CellResult run(Cell cell, String key) throws IOException {
        double begun = clock.now();
        var moments = new VoxelMoments(contrasts.length + 3);
        for (var study : studies.all(cell.studies())) {
            var seen = study.withLabels();
            int[] shape = seen.shape();
            var labels = new long[shape[0] * shape[1] * shape[2]];
            seen.cropLabels(new int[3], shape, labels, 0);
            each(seen, (voxel, place, index) -> moments.add((int) labels[place], voxel));
        }
        var classifier = moments.classifier();
        double learned = clock.now();
        var dice = judgement.of(
                study -> {
                    var values = new float[Math.toIntExact(study.grid().voxels())];
                    each(study.unlabelled(), (voxel, place, index) -> values[index] = classifier.classify(voxel));
                    return new Volume(study.grid(), values);
                },
                clock);
        return new CellResult(
                key, 0, Double.NaN, learned - begun, clock.now() - learned, Map.of(CellResult.Weights.RAW, dice));
    }

    /** Takes the features of a voxel, its place in a crop of the whole, and its index in a volume. */
    private interface Voxels {
        void take(double[] features, int place, int index);
    }

    private void each(Case study, Voxels voxels) {
        int[] shape = study.shape();
        var images = new float[contrasts.length][shape[0] * shape[1] * shape[2]];
        for (int i = 0; i < contrasts.length; i++) {
            study.crop(contrasts[i], new int[3], shape, images[i], 0);
        }
        var features = new double[contrasts.length + 3];
        int place = 0;
        for (int x = 0; x < shape[0]; x++) {
            for (int y = 0; y < shape[1]; y++) {
                for (int z = 0; z < shape[2]; z++, place++) {
                    for (int i = 0; i < contrasts.length; i++) {
                        features[i] = images[i][place];
                    }
                    features[contrasts.length] = within(x, shape[0]);
                    features[contrasts.length + 1] = within(y, shape[1]);
                    features[contrasts.length + 2] = within(z, shape[2]);
                    voxels.take(features, place, x + shape[0] * (y + shape[1] * z));
                }
            }
        }
    }

    private static double within(int voxel, int size) {
        return size == 1 ? 0 : 2.0 * voxel / (size - 1) - 1;
    }
}
