package io.scanloop.learning.view;

import io.scanloop.learning.graph.HostTensor;
import java.util.HashMap;
import java.util.Map;

/** Turns cubes by multiples of 90 degrees within a plane. */
public enum QuarterTurn {
    /** About Z, as Tang et al. 2022 say; keeps the spacing of slices apart from that within them. */
    XY(2),
    /** About X, as their code does. */
    YZ(0);

    private static final int TURNS = 4;

    private final int axis;

    QuarterTurn(int axis) {
        this.axis = axis;
    }

    /**
     * A cube turned.
     *
     * @param cube X, Y, Z of equal length, Z fastest
     * @param turns from the first axis of the plane to the second is one turn back; any number
     */
    public float[] of(float[] cube, int edge, int turns) {
        var turned = new float[cube.length];
        for (int voxel = 0; voxel < turned.length; voxel++) {
            turned[voxel] = cube[place(voxel, edge, turns)];
        }
        return turned;
    }

    /**
     * Turns some samples of a batch: with the probability by one to three turns, images and labels alike.
     *
     * @param batch {@code images} (B, M, X, Y, Z) and {@code labels} (B, X, Y, Z), cubes; the rest stays
     */
    public Map<String, HostTensor> some(Map<String, HostTensor> batch, double probability, Draws draws) {
        if (probability == 0) {
            return batch;
        }
        var images = there(batch, "images");
        var labels = there(batch, "labels");
        int samples = (int) labels.shape()[0];
        int edge = (int) labels.shape()[1];
        int cube = edge * edge * edge;
        var turnedImages = images.asFloats().clone();
        var turnedLabels = labels.asLongs().clone();
        int contrasts = turnedImages.length / turnedLabels.length;
        for (int sample = 0; sample < samples; sample++) {
            var chance = draws.of("quarter", sample);
            int turns = chance.nextDouble() < probability ? chance.nextInt(1, TURNS) : 0;
            for (int voxel = 0; voxel < cube; voxel++) {
                int place = place(voxel, edge, turns);
                turnedLabels[sample * cube + voxel] = labels.asLongs()[sample * cube + place];
                for (int contrast = sample * contrasts; contrast < (sample + 1) * contrasts; contrast++) {
                    turnedImages[contrast * cube + voxel] = images.asFloats()[contrast * cube + place];
                }
            }
        }
        var turned = new HashMap<>(batch);
        turned.put("images", HostTensor.of(turnedImages, images.shape()));
        turned.put("labels", HostTensor.of(turnedLabels, labels.shape()));
        return turned;
    }

    /** Where the voxel of a turned cube was before. */
    private int place(int voxel, int edge, int turns) {
        int[] at = {voxel / (edge * edge), voxel / edge % edge, voxel % edge};
        int first = axis == 0 ? 1 : 0;
        for (int turn = 0; turn < Math.floorMod(turns, TURNS); turn++) {
            int was = at[first];
            at[first] = at[first + 1];
            at[first + 1] = edge - 1 - was;
        }
        return (at[0] * edge + at[1]) * edge + at[2];
    }

    private static HostTensor there(Map<String, HostTensor> batch, String name) {
        var value = batch.get(name);
        if (value == null) {
            throw new IllegalArgumentException("a batch to turn needs %s, got %s".formatted(name, batch.keySet()));
        }
        return value;
    }
}
