package io.scanloop.learning.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.imaging.Affine;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.NiftiType;
import io.scanloop.imaging.Volume;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MasksTest {
    @Test
    void keepsEveryVoxelOnTheSameGrid() {
        var indices = random(new Geometry(4, 5, 6, Affine.scaling(1.5, 2, 0.7)));

        assertThat(Masks.onto(indices, indices.geometry(), 4).voxels()).isEqualTo(indices.voxels());
    }

    @Test
    void followsReversedAxes() {
        var indices = random(new Geometry(3, 4, 5, Affine.IDENTITY));
        var reversed =
                new Geometry(3, 4, 5, Affine.of(new double[][] {{-1, 0, 0, 2}, {0, -1, 0, 3}, {0, 0, 1, 0}, {0, 0, 0, 1}
                }));

        Volume turned = Masks.onto(indices, reversed, 4);

        assertThat(turned.at(0, 1, 2)).isEqualTo(indices.at(2, 2, 2));
        assertThat(turned.at(2, 3, 4)).isEqualTo(indices.at(0, 0, 4));
    }

    /** Between two voxels of class 2 and one of class 1 and 3 each, 2 has most, though it is not the mean. */
    @Test
    void electsTheClassThatHasMostOfTheSurroundings() {
        var indices = new Volume(new Geometry(2, 2, 1, Affine.IDENTITY), new float[] {1, 2, 2, 3});
        var middle = new Geometry(1, 1, 1, Affine.of(new double[][] {
            {1, 0, 0, 0.5}, {0, 1, 0, 0.5}, {0, 0, 1, 0}, {0, 0, 0, 1}
        }));

        assertThat(Masks.onto(indices, middle, 4).voxels()).containsExactly(2);
    }

    @Test
    void writesClassValuesInTheSmallestTypeThatHoldsThem() {
        var indices = new Volume(new Geometry(3, 1, 1, Affine.IDENTITY), new float[] {0, 1, 2});

        assertThat(Masks.withValues(indices, List.of(300, 7)).voxels()).containsExactly(0, 300, 7);
        assertThat(Masks.type(List.of(300, 7))).isEqualTo(NiftiType.INT16);
        assertThat(Masks.type(List.of(255, 7))).isEqualTo(NiftiType.UINT8);
    }

    private static Volume random(Geometry grid) {
        var chance = new SplittableRandom(1);
        var values = new float[(int) grid.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = chance.nextInt(4);
        }
        return new Volume(grid, values);
    }
}
