package io.scanloop.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReorientedVolumesTest {
    private static final int[][] PERMUTATIONS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    /** All 48, each a little oblique. */
    static Stream<Affine> orientations() {
        List<Affine> affines = new ArrayList<>();
        for (int[] worlds : PERMUTATIONS) {
            for (int signs = 0; signs < 8; signs++) {
                double[][] rows = {{0.05, -0.04, 0.1, 11}, {0.03, 0.1, -0.02, -12}, {-0.1, 0.02, 0.03, 13}};
                for (int axis = 0; axis < 3; axis++) {
                    rows[worlds[axis]][axis] = (signs >> axis & 1) == 0 ? axis + 1 : -axis - 1;
                }
                affines.add(Affine.of(rows));
            }
        }
        return affines.stream();
    }

    @ParameterizedTest
    @MethodSource("orientations")
    void keepEveryValueAtItsPlaceInThePatient(Affine affine) {
        Volume volume = volume(affine);

        Volume ras = Orientation.of(affine).toRas(volume);

        assertThat(ras.geometry().orientation()).isEqualTo("RAS");
        assertThat(Orientation.of(affine).toRas(volume.geometry())).isEqualTo(ras.geometry());
        Affine back = affine.inverse().after(ras.geometry().affine());
        for (int k = 0; k < ras.geometry().sizeZ(); k++) {
            for (int j = 0; j < ras.geometry().sizeY(); j++) {
                for (int i = 0; i < ras.geometry().sizeX(); i++) {
                    double[] from = back.apply(i, j, k);
                    float original =
                            volume.at((int) Math.round(from[0]), (int) Math.round(from[1]), (int) Math.round(from[2]));
                    assertThat(ras.at(i, j, k)).isEqualTo(original);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("orientations")
    void returnToWhatTheyWere(Affine affine) {
        Volume volume = volume(affine);
        var orientation = Orientation.of(affine);

        Volume returned = orientation.fromRas(orientation.toRas(volume));

        assertThat(returned.voxels()).isEqualTo(volume.voxels());
        assertThat(returned.geometry().shape()).isEqualTo(volume.geometry().shape());
        for (int i = 0; i < 12; i++) {
            assertThat(returned.geometry().affine().at(i / 4, i % 4)).isCloseTo(affine.at(i / 4, i % 4), within(1e-12));
        }
    }

    private static Volume volume(Affine affine) {
        var chance = new SplittableRandom(3);
        var voxels = new float[3 * 4 * 5];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = chance.nextInt(1000);
        }
        return new Volume(new Geometry(3, 4, 5, affine), voxels);
    }
}
