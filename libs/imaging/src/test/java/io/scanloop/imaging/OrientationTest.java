package io.scanloop.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    /** Three directions almost in one plane, ever flatter: as long as they span a volume, each has its own axis. */
    @ParameterizedTest
    @MethodSource("seeds")
    void turnsEveryVolumeThatItsAxesSpan(long seed) {
        var chance = new SplittableRandom(seed);
        double[][] rows = new double[3][4];
        for (double[] row : rows) {
            row[0] = chance.nextDouble(-3, 3);
            row[1] = chance.nextDouble(-3, 3);
        }
        int spanned = 0;
        for (double height = 1; height > 1e-12; height /= 2) {
            for (int row = 0; row < 3; row++) {
                rows[row][2] = rows[row][0] - 2 * rows[row][1] + height * (row == seed % 3 ? 1 : 0);
            }
            Affine affine = Affine.of(rows);
            if (affine.isInvertible()) {
                spanned++;
                var flat = new Volume(new Geometry(2, 3, 4, affine), new float[24]);

                Volume turned = Orientation.of(affine).toRas(flat);

                assertThat(Orientation.of(affine).axes())
                        .extracting(Orientation.Axis::world)
                        .containsOnlyOnce(0, 1, 2);
                assertThat(turned.geometry().voxels()).isEqualTo(24);
            }
        }
        assertThat(spanned).as("heights down to about 1e-6").isBetween(10, 35);
    }

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    private static String letters(double[][] affine) {
        return Orientation.of(Affine.of(affine)).toString();
    }
}
