package io.scanloop.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplingTest {
    private static final Geometry GRID = new Geometry(5, 4, 3, Affine.scaling(2, 3, 4));

    @ParameterizedTest
    @EnumSource
    void changesNothingAtTheSameSpacing(Resampling resampling) {
        Volume volume = ramp(GRID, 1, 10, 100);

        Volume same = resampling.toSpacing(volume, new double[] {2, 3, 4});

        assertThat(same.voxels()).isEqualTo(volume.voxels());
        assertThat(same.geometry()).isEqualTo(GRID);
    }

    @Test
    void reproducesALinearRamp() {
        Volume fine = Resampling.LINEAR.toSpacing(ramp(GRID, 1, 10, 100), new double[] {1, 1.5, 2});

        assertThat(fine.geometry().shape()).containsExactly(9, 7, 5);
        assertThat(fine.at(1, 0, 0)).isEqualTo(0.5f);
        assertThat(fine.at(3, 5, 3)).isEqualTo(1.5f + 25 + 150);
        assertThat(fine.at(8, 6, 4)).isEqualTo(4 + 30 + 200);
    }

    @Test
    void keepsTheFirstVoxelWhereItIs() {
        Affine oblique = Affine.of(new double[][] {{-2, 0.5, 0, 10}, {0.5, 1.5, 0.1, -20}, {0, 0.25, 3, 30}});

        Geometry grid = Resampling.grid(new Geometry(9, 9, 9, oblique), new double[] {1, 1, 1});

        assertThat(grid.affine().apply(0, 0, 0)).containsExactly(10, -20, 30);
        assertThat(grid.spacing()).containsExactly(new double[] {1, 1, 1}, within(1e-12));
        assertThat(grid.orientation()).isEqualTo(Orientation.of(oblique).toString());
    }

    @Test
    void neverMixesLabels() {
        var voxels = new float[] {0, 7, 3, 7, 0};
        Volume labels = new Volume(new Geometry(5, 1, 1, Affine.IDENTITY), voxels);

        Volume fine = Resampling.NEAREST.toSpacing(labels, new double[] {0.4, 1, 1});

        assertThat(fine.voxels()).containsExactly(0, 0, 7, 7, 3, 3, 3, 7, 7, 0, 0);
    }

    @Test
    void continuesTheBorderOutwards() {
        Volume volume = ramp(GRID, 1, 10, 100);
        var larger = new Geometry(9, 1, 1, Affine.of(new double[][] {{2, 0, 0, -4}, {0, 3, 0, 0}, {0, 0, 4, 0}}));

        assertThat(Resampling.LINEAR.onto(volume, larger).voxels()).containsExactly(0, 0, 0, 1, 2, 3, 4, 4, 4);
        assertThat(Resampling.NEAREST.onto(volume, larger).voxels()).containsExactly(0, 0, 0, 1, 2, 3, 4, 4, 4);
    }

    @Test
    void findsItsWayBackOntoAnyGrid() {
        Affine turned = Affine.of(new double[][] {{0, 0, -4, 50}, {-2, 0, 0, 60}, {0, 3, 0, 70}});
        Volume original = ramp(new Geometry(5, 4, 3, turned), 1, 10, 100);
        Volume prepared = Resampling.LINEAR.toSpacing(Orientation.of(turned).toRas(original), new double[] {1, 1, 1});

        Volume returned = Resampling.LINEAR.onto(prepared, original.geometry());

        assertThat(Differences.largest(returned.voxels(), original.voxels())).isLessThan(1e-3);
    }

    @Test
    void keepsASingleSlice() {
        Volume slice = ramp(new Geometry(3, 3, 1, Affine.IDENTITY), 1, 1, 1);

        assertThat(Resampling.LINEAR.toSpacing(slice, new double[] {1, 1, 9}).voxels())
                .isEqualTo(slice.voxels());
    }

    @Test
    void refusesASpacingThatIsNone() {
        Volume volume = ramp(GRID, 1, 1, 1);

        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-300}) {
            assertThatThrownBy(() -> Resampling.LINEAR.toSpacing(volume, new double[] {1, bad, 1}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("spacing");
        }
    }

    private static Volume ramp(Geometry grid, float x, float y, float z) {
        var voxels = new float[(int) grid.voxels()];
        for (int k = 0; k < grid.sizeZ(); k++) {
            for (int j = 0; j < grid.sizeY(); j++) {
                for (int i = 0; i < grid.sizeX(); i++) {
                    voxels[grid.index(i, j, k)] = x * i + y * j + z * k;
                }
            }
        }
        return new Volume(grid, voxels);
    }
}
