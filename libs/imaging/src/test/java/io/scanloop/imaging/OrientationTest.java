package io.scanloop.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrientationTest {
    @Test
    void namesTheDirectionsOfTheVoxelAxes() {
        assertThat(letters(new double[][] {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}))
                .isEqualTo("RAS");
        assertThat(letters(new double[][] {{-3, 0, 0, 9}, {0, -3, 0, 9}, {0, 0, 3, 9}}))
                .isEqualTo("LPS");
        assertThat(letters(new double[][] {{0, 0, 3, 0}, {-2, 0, 0, 0}, {0, 1, 0, 0}}))
                .isEqualTo("PSR");
    }

    @Test
    void followsTheNearestAxesOfAnObliqueVolume() {
        double[][] turnedBy40Degrees = {{0.77, -0.64, 0, 0}, {0.64, 0.77, 0, 0}, {0, 0, 5, 0}};
        double[][] turnedBy50Degrees = {{0.64, -0.77, 0, 0}, {0.77, 0.64, 0, 0}, {0, 0, 5, 0}};

        assertThat(letters(turnedBy40Degrees)).isEqualTo("RAS");
        assertThat(letters(turnedBy50Degrees)).isEqualTo("ALS");
    }

    @Test
    void takesNoWorldAxisTwice() {
        double[][] sheared = {{1, 0.9, 0.2, 0}, {0, 1, 0.95, 0}, {0.3, 0, 1, 0}};

        assertThat(letters(sheared)).isEqualTo("RAS");
    }

    @Test
    void leavesOutAnAxisThatRunsNowhere() {
        assertThat(letters(new double[][] {{0, 0, 1, 0}, {0, 1, 0, 0}, {0, 0, 0, 0}}))
                .isEqualTo("?AR");
    }

    private static String letters(double[][] affine) {
        return Orientation.of(Affine.of(affine)).toString();
    }
}
