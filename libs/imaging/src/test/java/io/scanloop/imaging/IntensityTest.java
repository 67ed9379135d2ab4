package io.scanloop.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IntensityTest {
    @Test
    void scoresTheVoxelsThatAreNotZero() {
        Volume scores = Intensity.zScoreOnNonZero(row(0, 2, 4, 4, 6, 0));

        float deviation = (float) Math.sqrt(2);
        assertThat(scores.voxels())
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(0, -2 / deviation, 0, 0, 2 / deviation, 0);
    }

    @Test
    void shiftsAVolumeOfOneValue() {
        assertThat(Intensity.zScoreOnNonZero(row(0, 5, 5)).voxels()).containsExactly(0, 0, 0);
        assertThat(Intensity.zScoreOnNonZero(row(0, 0)).voxels()).containsExactly(0, 0);
    }

    @Test
    void leavesTheOriginalAsItWas() {
        Volume volume = row(1, 2, 3);

        Intensity.zScoreOnNonZero(volume);
        Intensity.ctWindow(volume, 0, 1);

        assertThat(volume.voxels()).containsExactly(1, 2, 3);
    }

    @Test
    void bringsAWindowToTheUnitInterval() {
        assertThat(Intensity.ctWindow(row(-1000, -175, 37.5f, 250, 3000), -175, 250)
                        .voxels())
                .containsExactly(0, 0, 0.5f, 1, 1);
    }

    @Test
    void refusesAWindowWithoutWidth() {
        assertThatThrownBy(() -> Intensity.ctWindow(row(1), 5, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Volume row(float... values) {
        return new Volume(new Geometry(values.length, 1, 1, Affine.IDENTITY), values);
    }
}
