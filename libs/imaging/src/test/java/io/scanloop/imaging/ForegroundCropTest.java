package io.scanloop.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ForegroundCropTest {
    private static final Geometry GRID =
            new Geometry(6, 5, 4, Affine.of(new double[][] {{2, 0, 0, 10}, {0, 0, 3, 20}, {0, -4, 0, 30}}));

    @Test
    void isTheBoxAroundWhatIsAboveZero() {
        Volume volume = volume();

        var crop = ForegroundCrop.around(volume, 0);
        Volume cropped = crop.crop(volume);

        assertThat(crop.box().shape()).containsExactly(3, 2, 1);
        assertThat(cropped.voxels()).containsExactly(5, 0, 0, 0, 0, 7);
    }

    @Test
    void staysAtItsPlaceInThePatient() {
        var crop = ForegroundCrop.around(volume(), 0);

        assertThat(crop.box().affine().apply(0, 0, 0)).isEqualTo(GRID.affine().apply(2, 1, 3));
        assertThat(crop.box().spacing()).isEqualTo(GRID.spacing());
    }

    @Test
    void growsByItsMarginAsFarAsTheGridReaches() {
        assertThat(ForegroundCrop.around(volume(), 1).box().shape()).containsExactly(5, 4, 2);
        assertThat(ForegroundCrop.around(volume(), Integer.MAX_VALUE).box()).isEqualTo(GRID);
    }

    @Test
    void isUndoneWithZeroAround() {
        Volume volume = volume();
        volume.voxels()[0] = -3;
        var crop = ForegroundCrop.around(volume, 0);

        Volume restored = crop.restore(crop.crop(volume));

        assertThat(restored.geometry()).isEqualTo(GRID);
        assertThat(restored.voxels()).isEqualTo(volume().voxels());
    }

    @Test
    void keepsAnEmptyVolumeWhole() {
        assertThat(ForegroundCrop.around(new Volume(GRID, new float[120]), 2).box())
                .isEqualTo(GRID);
    }

    @Test
    void cropsOnlyWhatLiesOnItsGrid() {
        var other = new Volume(new Geometry(6, 5, 4, Affine.IDENTITY), new float[120]);

        assertThatThrownBy(() -> ForegroundCrop.around(volume(), 0).crop(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("grid");
    }

    private static Volume volume() {
        var voxels = new float[120];
        voxels[GRID.index(2, 1, 3)] = 5;
        voxels[GRID.index(4, 2, 3)] = 7;
        return new Volume(GRID, voxels);
    }
}
