package io.scanloop.measure;

import io.scanloop.imaging.Affine;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.Volume;
import java.util.SplittableRandom;

/** Label volumes to measure. */
final class Masks {
    private Masks() {}

    static Volume empty(int sizeX, int sizeY, int sizeZ, double... spacing) {
        var geometry = new Geometry(sizeX, sizeY, sizeZ, Affine.scaling(spacing[0], spacing[1], spacing[2]));
        return new Volume(geometry, new float[(int) geometry.voxels()]);
    }

    /** With a box of class 1 from one corner, included, to another, excluded. */
    static Volume box(Volume grid, int[] from, int[] to) {
        var voxels = grid.voxels().clone();
        for (int z = from[2]; z < to[2]; z++) {
            for (int y = from[1]; y < to[1]; y++) {
                for (int x = from[0]; x < to[0]; x++) {
                    voxels[grid.geometry().index(x, y, z)] = 1;
                }
            }
        }
        return new Volume(grid.geometry(), voxels);
    }

    /** Each voxel of class 1 with some probability; one voxel is in any case. */
    static Volume random(Volume grid, double share, SplittableRandom random) {
        var voxels = new float[grid.voxels().length];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = random.nextDouble() < share ? 1 : 0;
        }
        voxels[random.nextInt(voxels.length)] = 1;
        return new Volume(grid.geometry(), voxels);
    }

    /** The axes (x, y, z) become (z, x, y). */
    static Volume turned(Volume volume) {
        var from = volume.geometry();
        var spacing = from.spacing();
        var turned = empty(from.sizeZ(), from.sizeX(), from.sizeY(), spacing[2], spacing[0], spacing[1]);
        for (int z = 0; z < from.sizeZ(); z++) {
            for (int y = 0; y < from.sizeY(); y++) {
                for (int x = 0; x < from.sizeX(); x++) {
                    turned.voxels()[turned.geometry().index(z, x, y)] = volume.at(x, y, z);
                }
            }
        }
        return turned;
    }
}
