package io.scanloop.learning.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.random.CounterRandom;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class PretextViewsTest {
    @Test
    void oneTurnMovesAxesOfItsPlaneOnly() {
        float[] cube = numbered(3);

        float[] aboutZ = QuarterTurn.XY.of(cube, 3, 1);
        float[] aboutX = QuarterTurn.YZ.of(cube, 3, 1);

        for (int x = 0; x < 3; x++) {
            for (int y = 0; y < 3; y++) {
                for (int z = 0; z < 3; z++) {
                    assertThat(at(aboutZ, x, y, z)).isEqualTo(at(cube, y, 2 - x, z));
                    assertThat(at(aboutX, x, y, z)).isEqualTo(at(cube, x, z, 2 - y));
                }
            }
        }
        assertThat(QuarterTurn.XY.of(aboutZ, 3, 3)).containsExactly(cube);
        assertThat(QuarterTurn.XY.of(cube, 3, 4)).containsExactly(cube);
    }

    @Test
    void imagesAndLabelsTurnTogether() {
        var study = Studies.boxes("a", 8, true, 1);
        var crops = new CropBatch(2, CropSampler.uniform(8, 8, 8), LightChange.NONE, 0);
        var batch = crops.labelled(List.of(study, study), new Draws(1, 0));

        var turned = QuarterTurn.XY.some(batch, 1, new Draws(1, 0));

        assertThat(QuarterTurn.XY.some(batch, 0, new Draws(1, 0))).isEqualTo(batch);
        float[] images = turned.get("images").asFloats();
        long[] labels = turned.get("labels").asLongs();
        assertThat(labels).isNotEqualTo(batch.get("labels").asLongs());
        for (int sample = 0; sample < 2; sample++) {
            for (int voxel = 0; voxel < 512; voxel++) {
                // where the label is 1 the first contrast is bright, where it is 2 the second
                long label = labels[sample * 512 + voxel];
                assertThat(images[sample * 1024 + voxel] > 1).isEqualTo(label == 1);
                assertThat(images[sample * 1024 + 512 + voxel] > 1).isEqualTo(label == 2);
            }
        }
    }

    @Test
    void cutsWithinItsBudgetAndOnAverageLess() {
        var cutout = new InnerCutout(0.3);
        int edge = 32;
        double sum = 0;
        double most = 0;
        for (int n = 0; n < 100; n++) {
            var cut = new BitSet();
            float[] cube = new float[edge * edge * edge];
            Arrays.fill(cube, -1);
            cutout.noise(cube, edge, CounterRandom.of(1, "cut", n), cut);
            int changed = 0;
            for (float voxel : cube) {
                assertThat(voxel == -1 || (voxel >= 0 && voxel <= 1)).isTrue();
                changed += voxel == -1 ? 0 : 1;
            }
            assertThat(changed).isEqualTo(cut.cardinality());
            sum += changed / (double) cube.length;
            most = Math.max(most, changed / (double) cube.length);
        }
        assertThat(most).isLessThan(0.3 + 343 / 32_768.0).isGreaterThan(0.2);
        // half of 0.3, less what boxes share
        assertThat(sum / 100).isBetween(0.11, 0.16);
    }

    @Test
    void evenASmallCubeIsCut() {
        var cut = new BitSet();
        new InnerCutout(0.3).noise(new float[64], 4, CounterRandom.of(1, "cut", 3), cut);
        assertThat(cut.cardinality()).isBetween(1, 20);
    }

    @Test
    void pairsAreTheSameCropTurnedAndPartlyHidden() {
        var study = Studies.boxes("a", 16, true, 1);
        var pairs = pairs("T1", "T2");

        var batch = pairs.batch(List.of(study, study), new Draws(1, 7));

        int voxels = 16 * 16 * 16;
        float[] whole = new float[voxels];
        study.crop(0, new int[3], new int[] {16, 16, 16}, whole, 0);
        for (int i = 0; i < voxels; i++) {
            whole[i] = (whole[i] + 3) / 6;
        }
        int hidden = 0;
        for (int row = 0; row < 4; row++) {
            long turns = batch.inputs().get("turns").asLongs()[row];
            float[] expected = QuarterTurn.XY.of(whole, 16, (int) turns);
            for (int i = 0; i < voxels; i++) {
                float target = batch.inputs().get("targets").asFloats()[row * voxels + i];
                assertThat(target).isCloseTo(expected[i], within(1e-6f));
                hidden += target == batch.inputs().get("images").asFloats()[row * voxels + i] ? 0 : 1;
            }
        }
        assertThat(batch.logged().get("cut")).isCloseTo(hidden / (4.0 * voxels), within(1e-3));
        assertThat(pairs.batch(List.of(study, study), new Draws(1, 7))
                        .inputs()
                        .get("images")
                        .asFloats())
                .containsExactly(batch.inputs().get("images").asFloats());
    }

    private static TurnedPairs pairs(String... contrasts) {
        return new TurnedPairs(
                16, UnitRange.of(List.of(contrasts)), QuarterTurn.XY, new InnerCutout(0.3), InnerCutout.Passes.NOISE);
    }

    /** CT comes as 0 to 1, which it keeps; what noise can hide is hidden in the range that tissue has. */
    @Test
    void everyContrastHasItsOwnRange() {
        var values = new float[16 * 16 * 16];
        for (int voxel = 0; voxel < values.length; voxel++) {
            values[voxel] = voxel / (float) (values.length - 1);
        }
        values[0] = -0.5f;
        values[1] = 1.5f;
        var volume = Studies.volume(new int[] {16, 16, 16}, values);
        var ct = new VolumeCase("ct", Arrays.asList(null, volume), null, 0);
        var mr = new VolumeCase("mr", Arrays.asList(volume, null), null, 0);

        var batch = pairs("T1", "CT").batch(List.of(ct, mr), new Draws(1, 7));

        assertThat(spread(batch, 0)).containsExactly(0, 1);
        assertThat(spread(batch, 1)).containsExactly((float) (2.5 / 6), (float) (4.5 / 6));
        assertThat(spread(pairs("CT", "T1").batch(List.of(mr), new Draws(1, 7)), 0))
                .containsExactly(0, 1);
    }

    /** Least and largest voxel of a target. */
    private static float[] spread(Batch batch, int row) {
        int voxels = 16 * 16 * 16;
        var target = Arrays.copyOfRange(batch.inputs().get("targets").asFloats(), row * voxels, (row + 1) * voxels);
        Arrays.sort(target);
        return new float[] {target[0], target[voxels - 1]};
    }

    @Test
    void halfOfTheCropsAreAboutALabel() {
        var study = Studies.boxes("a", 32, false, 1);
        var law = new BalancedCrops(2, 0.5, 2, 2);
        var centres = new HashMap<Boolean, Integer>();
        for (int n = 0; n < 1000; n++) {
            int[] from = law.from(study, CounterRandom.of(1, "crop", n));
            var label = new long[1];
            study.cropLabels(new int[] {from[0] + 1, from[1] + 1, from[2] + 1}, new int[] {1, 1, 1}, label, 0);
            centres.merge(label[0] > 0, 1, Integer::sum);
        }
        assertThat(centres.get(true)).isBetween(440, 560);
    }

    @Test
    void aStudyWithoutContrastsIsNamed() {
        var first = Studies.boxes("a", 4, false, 1);
        assertThat(FirstContrast.of(first, 2)).isZero();
        assertThatThrownBy(() -> FirstContrast.of(first, 0)).hasMessageContaining("study a needs one of");
    }

    @Test
    void cropsOfAPairLieInOneCubeAndInTheVolume() {
        var study = Studies.boxes("a", 40, true, 1);
        var whole = new float[40 * 40 * 40];
        study.crop(0, new int[3], new int[] {40, 40, 40}, whole, 0);
        for (int iteration = 0; iteration < 20; iteration++) {
            var images = new MaskedPairs(20, 16, 8, 0.7, 2)
                    .batch(List.of(study), new Draws(1, iteration))
                    .get("images")
                    .asFloats();
            int first = place(whole, images, 0);
            int second = place(whole, images, 16 * 16 * 16);
            for (int stride : new int[] {1, 40, 1600}) {
                assertThat(Math.abs(first / stride % 40 - second / stride % 40)).isLessThanOrEqualTo(4);
            }
        }
    }

    /** Where in the volume a crop begins; its noise tells. */
    private static int place(float[] whole, float[] images, int at) {
        for (int voxel = 0; voxel < whole.length; voxel++) {
            if (whole[voxel] == images[at] && whole[voxel + 1] == images[at + 1]) {
                return voxel;
            }
        }
        throw new AssertionError("the crop is not of the volume");
    }

    private static float[] numbered(int edge) {
        var cube = new float[edge * edge * edge];
        for (int i = 0; i < cube.length; i++) {
            cube[i] = i;
        }
        return cube;
    }

    private static float at(float[] cube, int x, int y, int z) {
        return cube[(x * 3 + y) * 3 + z];
    }
}
