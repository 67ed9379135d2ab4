package io.scanloop.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.imaging.Affine;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoringTest {
    private static final Offset<Double> EXACT = within(1e-9);

    @Test
    void cubesTenMillimetresWideAndThreeApart() {
        var grid = Masks.empty(20, 16, 14, 1, 1, 1);
        var reference = Masks.box(grid, new int[] {2, 3, 2}, new int[] {12, 13, 12});
        var prediction = Masks.box(grid, new int[] {5, 3, 2}, new int[] {15, 13, 12});

        var scores = score(prediction, reference);

        assertThat(Measure.DICE.of(scores)).isCloseTo(0.7, EXACT);
        assertThat(Measure.IOU.of(scores)).isCloseTo(7 / 13.0, EXACT);
        assertThat(Measure.HD.of(scores)).isEqualTo(3);
        assertThat(Measure.HD95.of(scores)).isEqualTo(3);
        assertThat(Measure.VOLUME_ERROR.of(scores)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0, 2", "0, 1, 0, 2.2", "0, 0, 1, 6"})
    void aShiftOfTwoVoxelsCountsInTheSpacingOfItsAxis(int x, int y, int z, double millimetres) {
        var grid = Masks.empty(16, 16, 16, 1, 1.1, 3);
        var reference = Masks.box(grid, new int[] {3, 3, 3}, new int[] {11, 10, 9});
        var prediction = Masks.box(
                grid, new int[] {3 + 2 * x, 3 + 2 * y, 3 + 2 * z}, new int[] {11 + 2 * x, 10 + 2 * y, 9 + 2 * z});

        var scores = score(prediction, reference);

        assertThat(scores.voxels().hausdorff()).isCloseTo(millimetres, EXACT);
        assertThat(scores.areas().hausdorff()).isCloseTo(millimetres, EXACT);
        assertThat(scores.voxelVolume()).isCloseTo(3.3, EXACT);
    }

    @Test
    void aVolumeErrorHasASign() {
        var grid = Masks.empty(8, 8, 8, 2, 1, 1);
        var reference = Masks.box(grid, new int[] {0, 0, 0}, new int[] {4, 4, 4});
        var prediction = Masks.box(grid, new int[] {0, 0, 0}, new int[] {4, 4, 3});

        var scores = score(prediction, reference);

        assertThat(Measure.VOLUME_ERROR.of(scores)).isCloseTo(-32, EXACT);
        assertThat(Measure.RELATIVE_VOLUME_ERROR.of(scores)).isCloseTo(-0.25, EXACT);
    }

    @Test
    void whatIsMissedOrInventedIsAsFarAwayAsTheImageIsLong() {
        var nothing = Masks.empty(3, 4, 12, 1, 1, 1);
        var something = Masks.box(nothing, new int[] {1, 1, 1}, new int[] {2, 2, 2});

        var missed = score(nothing, something);
        var invented = score(something, nothing);

        for (var scores : List.of(missed, invented)) {
            assertThat(scores.isOneEmpty()).isTrue();
            assertThat(Stream.of(Measure.HD, Measure.HD95, Measure.HD95_AREA, Measure.ASSD, Measure.ASSD_AREA)
                            .map(measure -> measure.of(scores)))
                    .containsOnly(13.0);
            assertThat(Stream.of(Measure.DICE, Measure.IOU, Measure.NSD, Measure.NSD_VOXELS, Measure.PRECISION)
                            .map(measure -> measure.of(scores)))
                    .containsOnly(0.0);
        }
        assertThat(Measure.RELATIVE_VOLUME_ERROR.of(missed)).isEqualTo(-1);
        assertThat(Measure.RELATIVE_VOLUME_ERROR.of(invented)).isNaN();
        assertThat(Measure.VOLUME_ERROR.of(invented)).isEqualTo(1);
    }

    @Test
    void whereThereIsNothingThereIsNoFigureAndItIsCounted() {
        var nothing = Masks.empty(3, 4, 12, 1, 1, 1);
        var something = Masks.box(nothing, new int[] {1, 1, 1}, new int[] {2, 2, 2});

        var cases = List.of(score(nothing, nothing), score(nothing, something), score(something, something));

        assertThat(cases.get(0).isOneEmpty()).isFalse();
        assertThat(Summary.of(Measure.HD95, cases)).isEqualTo(new Summary(new Mean(6.5, 2, 1), 1));
        assertThat(Summary.of(Measure.DICE, cases)).isEqualTo(new Summary(new Mean(0.5, 2, 1), 1));
    }

    @Test
    void theBoxAroundAClassChangesNothing() {
        var grid = Masks.empty(12, 11, 10, 0.9, 1.3, 2);
        var random = new SplittableRandom(3);
        var small = Masks.random(Masks.empty(6, 5, 4, 0.9, 1.3, 2), 0.3, random);
        var other = Masks.random(Masks.empty(6, 5, 4, 0.9, 1.3, 2), 0.3, random);

        var alone = score(small, other);
        var within = score(placed(small, grid, 3, 2, 4), placed(other, grid, 3, 2, 4));

        assertThat(within.voxels()).isEqualTo(alone.voxels());
        assertThat(within.areas()).isEqualTo(alone.areas());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void surfacesOfVoxelsAreThoseFoundByLookingAtAllPairs(long seed) {
        var random = new SplittableRandom(seed);
        var grid =
                Masks.empty(7, 6, 5, 0.5 + random.nextDouble(), 0.5 + random.nextDouble(), 3 * random.nextDouble() + 1);
        var prediction = Masks.random(grid, random.nextDouble(), random);
        var reference = Masks.random(grid, random.nextDouble(), random);
        var there = slow(prediction, reference);
        var back = slow(reference, prediction);

        var scores = score(prediction, reference).voxels();

        var both = DoubleStream.concat(
                        there.stream().mapToDouble(Double::doubleValue),
                        back.stream().mapToDouble(Double::doubleValue))
                .toArray();
        assertThat(scores.hausdorff()).isCloseTo(DoubleStream.of(both).max().orElseThrow(), EXACT);
        assertThat(scores.mean()).isCloseTo(DoubleStream.of(both).average().orElseThrow(), EXACT);
        assertThat(scores.meanFromPrediction())
                .isCloseTo(
                        there.stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElseThrow(),
                        EXACT);
        assertThat(scores.meanFromReference())
                .isCloseTo(
                        back.stream().mapToDouble(Double::doubleValue).average().orElseThrow(), EXACT);
        assertThat(scores.dice())
                .isCloseTo(
                        DoubleStream.of(both).filter(distance -> distance <= 1).count() / (double) both.length, EXACT);
    }

    @Test
    void aSpacingThatFloatsHaveRoundedDoesNotMoveASurfaceBeyondTheTolerance() {
        double edge = 1 + 1e-7;
        var grid = Masks.empty(10, 10, 10, edge, edge, edge);
        var reference = Masks.box(grid, new int[] {2, 2, 2}, new int[] {6, 6, 6});
        var prediction = Masks.box(grid, new int[] {3, 2, 2}, new int[] {7, 6, 6});

        assertThat(Measure.NSD.of(score(prediction, reference))).isEqualTo(1);
    }

    @Test
    void otherShapesAndATolerancesThatIsNoneAreRefused() {
        var one = Masks.empty(2, 2, 2, 1, 1, 1);
        var other = Masks.empty(2, 2, 3, 1, 1, 1);

        assertThatThrownBy(() -> score(one, other))
                .hasMessageContaining("[2, 2, 3]")
                .hasMessageContaining("[2, 2, 2]");
        for (double tolerance : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new Scoring(tolerance, EmptyMasks.SCANLOOP))
                    .hasMessageContaining("mm");
        }
    }

    @Test
    void aBoxThatIsTooLongIsRefused() {
        int length = 40_000;
        var voxels = new float[length];
        voxels[0] = 1;
        voxels[length - 1] = 1;
        var line = new Volume(new Geometry(1, 1, length, Affine.IDENTITY), voxels);

        assertThatThrownBy(() -> score(line, line))
                .hasMessageContaining("40000")
                .hasMessageContaining("crop");
    }

    private static ClassScores score(Volume prediction, Volume reference) {
        return Scoring.DEFAULT.perClass(prediction, reference, List.of(1)).get(1);
    }

    private static Volume placed(Volume small, Volume grid, int x, int y, int z) {
        var voxels = grid.voxels().clone();
        var shape = small.geometry();
        for (int k = 0; k < shape.sizeZ(); k++) {
            for (int j = 0; j < shape.sizeY(); j++) {
                for (int i = 0; i < shape.sizeX(); i++) {
                    voxels[grid.geometry().index(i + x, j + y, k + z)] = small.at(i, j, k);
                }
            }
        }
        return new Volume(grid.geometry(), voxels);
    }

    /** Distances of the surface voxels of one from those of the other. */
    private static List<Double> slow(Volume one, Volume other) {
        var spacing = one.geometry().spacing();
        var distances = new ArrayList<Double>();
        for (var from : surface(one)) {
            double nearest = Double.POSITIVE_INFINITY;
            for (var to : surface(other)) {
                double square = 0;
                for (int axis = 0; axis < 3; axis++) {
                    square += Math.pow((from[axis] - to[axis]) * spacing[axis], 2);
                }
                nearest = Math.min(nearest, Math.sqrt(square));
            }
            distances.add(nearest);
        }
        return distances;
    }

    private static List<int[]> surface(Volume volume) {
        var shape = volume.geometry();
        var surface = new ArrayList<int[]>();
        for (int z = 0; z < shape.sizeZ(); z++) {
            for (int y = 0; y < shape.sizeY(); y++) {
                for (int x = 0; x < shape.sizeX(); x++) {
                    boolean isInner = isIn(volume, x - 1, y, z)
                            && isIn(volume, x + 1, y, z)
                            && isIn(volume, x, y - 1, z)
                            && isIn(volume, x, y + 1, z)
                            && isIn(volume, x, y, z - 1)
                            && isIn(volume, x, y, z + 1);
                    if (isIn(volume, x, y, z) && !isInner) {
                        surface.add(new int[] {x, y, z});
                    }
                }
            }
        }
        return surface;
    }

    private static boolean isIn(Volume volume, int x, int y, int z) {
        var shape = volume.geometry();
        return x >= 0
                && y >= 0
                && z >= 0
                && x < shape.sizeX()
                && y < shape.sizeY()
                && z < shape.sizeZ()
                && volume.at(x, y, z) == 1;
    }
}
