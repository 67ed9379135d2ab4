package io.scanloop.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.imaging.Affine;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.Volume;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlapTest {
    @Test
    void aSmallCaseCountedByHand() {
        var overlaps = Overlap.perClass(mask(0, 1, 1, 1, 2, 0), mask(0, 1, 1, 0, 0, 2), List.of(1, 2, 3));

        assertThat(overlaps.get(1)).isEqualTo(new Overlap(2, 1, 0, 3));
        assertThat(overlaps.get(1).dice()).isCloseTo(4 / 5.0, within(1e-12));
        assertThat(overlaps.get(1).iou()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(overlaps.get(1).precision()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(overlaps.get(1).recall()).isEqualTo(1);
        assertThat(overlaps.get(2)).isEqualTo(new Overlap(0, 1, 1, 4));
        assertThat(overlaps.get(3).isEmpty()).isTrue();
    }

    @Test
    void whatWasNeitherThereNorFoundDoesNotCount() {
        var nothing = Overlap.perClass(mask(0, 0), mask(0, 0), List.of(1)).get(1);

        assertThat(List.of(nothing.dice(), nothing.iou(), nothing.precision(), nothing.recall()))
                .containsOnly(Double.NaN);
    }

    @Test
    void whatWasMissedOrInventedCountsAsNothing() {
        for (var overlap : List.of(
                Overlap.perClass(mask(0, 0), mask(0, 1), List.of(1)).get(1),
                Overlap.perClass(mask(0, 1), mask(0, 0), List.of(1)).get(1))) {
            assertThat(List.of(overlap.dice(), overlap.iou(), overlap.precision(), overlap.recall()))
                    .containsOnly(0.0);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void measuresKeepTheirRangeAndTheirRelations(long seed) {
        var random = new Random(seed);
        var one = random(random);
        var other = random(random);

        Overlap.perClass(one, other, List.of(0, 1, 2)).forEach((value, overlap) -> {
            var mirrored = Overlap.perClass(other, one, List.of(value)).get(value);
            assertThat(overlap.dice()).isBetween(0.0, 1.0).isEqualTo(mirrored.dice());
            assertThat(overlap.precision()).isEqualTo(mirrored.recall());
            assertThat(overlap.iou()).isCloseTo(overlap.dice() / (2 - overlap.dice()), within(1e-12));
            assertThat(overlap.truePositive()
                            + overlap.falsePositive()
                            + overlap.falseNegative()
                            + overlap.trueNegative())
                    .isEqualTo(one.voxels().length);
        });
        assertThat(Overlap.perClass(one, one, List.of(1)).get(1).dice()).isEqualTo(1);
    }

    @Test
    void otherShapesAndOtherValuesAreRefused() {
        assertThatThrownBy(() -> Overlap.perClass(mask(0, 1), mask(0, 1, 1), List.of(1)))
                .hasMessageContaining("shape");
        for (float value : new float[] {0.5f, -1, Float.NaN, 1e9f}) {
            assertThatThrownBy(() -> Overlap.perClass(mask(0, 1), mask(0, value), List.of(1)))
                    .hasMessageContaining("whole numbers");
        }
    }

    @Test
    void aMeanSaysWhatItLeftOut() {
        assertThat(Mean.of(List.of(0.5, Double.NaN, 1.0))).isEqualTo(new Mean(0.75, 2, 1));
        assertThat(Mean.of(List.of(Double.NaN)).value()).isNaN();
    }

    private static Volume random(Random random) {
        var voxels = new float[500];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = random.nextInt(3);
        }
        return mask(voxels);
    }

    private static Volume mask(float... voxels) {
        return new Volume(new Geometry(voxels.length, 1, 1, Affine.IDENTITY), voxels);
    }
}
