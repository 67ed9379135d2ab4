package io.scanloop.imaging;

import static io.scanloop.imaging.PhantomAnatomy.SIZE;
import static io.scanloop.imaging.PhantomAnatomy.between;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One visit of a made-up patient: the anatomy a little displaced, seen through a scanner's gain, bias and noise. */
final class PhantomStudy {
    enum Contrast {
        T1,
        T2,
        FLAIR
    }

    /** Edge of a voxel in mm. */
    static final double SPACING = 4;

    private static final int VOXELS = SIZE * SIZE * SIZE;
    private static final double SKIN_DEPTH = 1.5;
    private static final double BONE_DEPTH = 2.8;
    private static final double FLUID_DEPTH = 3.6;
    private static final double CORTEX_DEPTH = 2.8;

    /** Fluid around the cerebellum. */
    private static final double CISTERN = 0.6;

    private static final double JITTER = 0.035;
    private static final double NOISE = 0.05;
    private static final double TEXTURE = 0.07;
    private static final double BIAS = 0.25;

    private final PhantomAnatomy anatomy;
    private final SplittableRandom chance;
    private final double[] shift;
    private final List<SmoothNoise> motion = new ArrayList<>();
    private final SmoothNoise texture;
    private final List<Ellipsoid> lesions = new ArrayList<>();

    /** Part of each tissue in each voxel. */
    private final Map<Tissue, float[]> parts = new EnumMap<>(Tissue.class);

    private final float[] labels = new float[VOXELS];

    PhantomStudy(PhantomAnatomy anatomy, SplittableRandom chance) {
        this.anatomy = anatomy;
        this.chance = chance;
        shift = new double[] {between(chance, -0.7, 0.7), between(chance, -0.7, 0.7), between(chance, -0.7, 0.7)};
        for (int axis = 0; axis < 3; axis++) {
            motion.add(new SmoothNoise(chance, SIZE, 12));
        }
        texture = new SmoothNoise(chance, SIZE, 2.3);
        for (Tissue tissue : Tissue.values()) {
            parts.put(tissue, new float[VOXELS]);
        }
        for (Ellipsoid lesion : anatomy.lesions) {
            double growth = between(chance, 0.8, 1.25);
            if (lesions.isEmpty() || chance.nextInt(6) > 0) {
                lesions.add(lesion.scaled(growth));
            }
        }
        int voxel = 0;
        for (int k = 0; k < SIZE; k++) {
            for (int j = 0; j < SIZE; j++) {
                for (int i = 0; i < SIZE; i++) {
                    compose(voxel++, i, j, k);
                }
            }
        }
    }

    Volume labels() {
        return new Volume(grid(), labels);
    }

    /** Integers; 0 outside the head and only there. */
    Volume image(Contrast contrast) {
        var signal = new double[VOXELS];
        var inHead = new double[VOXELS];
        parts.forEach((tissue, part) -> {
            double mean = tissue.mean(contrast) + between(chance, -JITTER, JITTER);
            for (int voxel = 0; voxel < VOXELS; voxel++) {
                signal[voxel] += mean * part[voxel];
                inHead[voxel] += part[voxel];
            }
        });
        double gain = between(chance, 600, 1400);
        var bias = new SmoothNoise(chance, SIZE, 24);
        var image = new float[VOXELS];
        for (int voxel = 0; voxel < VOXELS; voxel++) {
            int i = voxel % SIZE;
            int j = voxel / SIZE % SIZE;
            int k = voxel / SIZE / SIZE;
            double noise = NOISE * gaussian(chance) + TEXTURE * texture.at(i, j, k);
            double value = gain * (signal[voxel] * (1 + BIAS * bias.at(i, j, k)) + noise);
            image[voxel] = inHead[voxel] < 0.5 ? 0 : Math.max(1, (float) Math.rint(value));
        }
        return new Volume(grid(), image);
    }

    private static Geometry grid() {
        double origin = -SPACING * (SIZE - 1) / 2;
        return new Geometry(SIZE, SIZE, SIZE, Affine.of(new double[][] {
            {SPACING, 0, 0, origin}, {0, SPACING, 0, origin}, {0, 0, SPACING, origin}
        }));
    }

    /** Lays the tissues over each other from the outside in; a border voxel has parts of both. */
    private void compose(int voxel, int i, int j, int k) {
        double[] seen = new double[3];
        double[] voxelIndex = {i, j, k};
        for (int axis = 0; axis < 3; axis++) {
            seen[axis] = voxelIndex[axis] + shift[axis] + 0.5 * motion.get(axis).at(i, j, k);
        }
        double x = anatomy.straightened(0, seen);
        double y = anatomy.straightened(1, seen);
        double z = anatomy.straightened(2, seen);
        double depth = anatomy.head.distance(x, y, z);
        cover(voxel, Tissue.SKIN, depth);
        cover(voxel, Tissue.BONE, depth + SKIN_DEPTH);
        cover(voxel, Tissue.FLUID, depth + BONE_DEPTH);
        double brain = depth + FLUID_DEPTH + 0.9 * Math.max(0, anatomy.folds.at(x, y, z));
        cover(voxel, Tissue.GREY, brain);
        cover(voxel, Tissue.WHITE, depth + FLUID_DEPTH + CORTEX_DEPTH + 2.5 * anatomy.folds.at(z, x, y));
        double fissure = Math.max(Math.abs(x - anatomy.head.x()) - 0.5, Math.max(7 - (z - anatomy.head.z()), brain));
        cover(voxel, Tissue.FLUID, fissure);
        for (PhantomAnatomy.Organ organ : anatomy.organs) {
            double distance = Math.max(organ.shape().distance(x, y, z), brain);
            if (organ.tissue() == Tissue.CEREBELLUM) {
                cover(voxel, Tissue.FLUID, distance - CISTERN);
            }
            label(voxel, organ.label(), organ.tissue(), distance);
        }
        for (Ellipsoid lesion : lesions) {
            label(voxel, 4, Tissue.LESION, lesion.distance(x, y, z) + 0.6 * anatomy.folds.at(y, z, x));
        }
    }

    private void label(int voxel, int label, Tissue tissue, double distance) {
        cover(voxel, tissue, distance);
        if (distance < 0) {
            labels[voxel] = label;
        }
    }

    /** @param distance of the voxel's centre to the tissue's surface in voxels, negative inside */
    private void cover(int voxel, Tissue tissue, double distance) {
        float part = (float) Math.max(0, Math.min(1, 0.5 - distance));
        if (part > 0) {
            parts.forEach((other, voxels) -> voxels[voxel] = voxels[voxel] * (1 - part) + (other == tissue ? part : 0));
        }
    }

    /** Nearly normal, mean 0, deviation 1: four uniform numbers of 16 bits added up, the same on every platform. */
    private static double gaussian(SplittableRandom chance) {
        long bits = chance.nextLong();
        long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        return (sum / 65535.0 - 2) * 1.7320508075688772;
    }
}
