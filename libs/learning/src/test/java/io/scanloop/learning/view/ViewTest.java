package io.scanloop.learning.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewTest {
    @Test
    void drawsDependOnNothingButTheirNames() throws InterruptedException {
        var draws = new Draws(7, 3);
        long alone = draws.of("crop", 1).nextLong();
        var elsewhere = new long[1];
        var thread = new Thread(() -> {
            draws.of("mask", 0).nextLong();
            elsewhere[0] = new Draws(7, 3).of("crop", 1).nextLong();
        });
        thread.start();
        thread.join();

        assertThat(elsewhere[0]).isEqualTo(alone);
        assertThat(List.of(
                        draws.of("crop", 2).nextLong(),
                        draws.of("mask", 1).nextLong(),
                        new Draws(7, 4).of("crop", 1).nextLong(),
                        new Draws(8, 3).of("crop", 1).nextLong()))
                .doesNotContain(alone)
                .doesNotHaveDuplicates();
    }

    @Test
    void everyCaseIsPickedAboutAsOften() {
        var counts = new int[5];
        IntStream.range(0, 5000).forEach(iteration -> counts[new Draws(1, iteration).pick(0, 5)]++);

        assertThat(counts)
                .satisfies(all ->
                        Arrays.stream(all).forEach(count -> assertThat(count).isBetween(880, 1120)));
    }

    @Test
    void aCropIsInTheOrderOfTensorsAndZeroOutside() {
        // x fastest in the volume: value = 1 + x + 2 y + 4 z
        var study = new VolumeCase("s", List.of(Studies.volume(new int[] {2, 2, 2}, 1, 2, 3, 4, 5, 6, 7, 8)), null, 1);
        var crop = new float[1 + 12];

        study.crop(0, new int[] {0, 0, -1}, new int[] {2, 2, 3}, crop, 1);

        assertThat(crop).containsExactly(0, 0, 1, 5, 0, 3, 7, 0, 2, 6, 0, 4, 8);
    }

    @Test
    void aCaseFindsTheVoxelsOfAClass() {
        var study = new VolumeCase(
                "s",
                List.of(Studies.volume(new int[] {2, 2, 1}, 1, 1, 1, 1)),
                Studies.volume(new int[] {2, 2, 1}, 0, 2, 0, 2),
                2);

        assertThat(study.voxelCount(1)).isZero();
        assertThat(study.voxelCount(2)).isEqualTo(2);
        assertThat(study.voxel(2, 1)).containsExactly(1, 1, 0);
    }

    @Test
    void aCaseRefusesLabelsThatAreNoIndices() {
        var image = Studies.volume(new int[] {1, 1, 1}, 1);

        assertThatThrownBy(() -> new VolumeCase("s", List.of(image), Studies.volume(new int[] {1, 1, 1}, 3), 2))
                .hasMessageContaining("class indices 0 to 2, got 3.0");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void cropsStayInsideAndHoldTheClass(long seed) {
        var study = Studies.boxes("s", 12, true, seed);
        var sampler = new CropSampler(6, 6, 16, 1, 2);
        var labels = new long[6 * 6 * 16];

        int[] from = sampler.from(study, Draws.of(seed, "crop", 0, 0));
        study.cropLabels(from, sampler.size(), labels, 0);

        assertThat(from[0]).isBetween(0, 6);
        assertThat(from[1]).isBetween(0, 6);
        assertThat(from[2]).isZero();
        assertThat(Arrays.stream(labels).anyMatch(label -> label > 0)).isTrue();
    }

    @Test
    void classesAreLookedForEquallyOftenWhateverTheirSize() {
        var labels = new float[100];
        Arrays.fill(labels, 10, 100, 1);
        labels[5] = 2;
        var image = Studies.volume(new int[] {100, 1, 1}, new float[100]);
        var study = new VolumeCase("s", List.of(image), Studies.volume(new int[] {100, 1, 1}, labels), 2);
        var sampler = new CropSampler(1, 1, 1, 0.5, 2);

        long small = IntStream.range(0, 4000)
                .filter(n -> sampler.from(study, Draws.of(1, "crop", n, 0))[0] == 5)
                .count();

        // half the crops look for a class, half of these for the small one; one in a hundred of the rest hits it
        assertThat(small / 4000.0).isCloseTo(0.255, within(0.03));
    }

    @Test
    void uniformCropsReachEveryPlace() {
        var study = Studies.boxes("s", 4, true, 1);
        var places = IntStream.range(0, 200)
                .map(n -> CropSampler.uniform(2, 4, 4).from(study, Draws.of(1, "crop", n, 0))[0])
                .boxed()
                .toList();

        assertThat(places).contains(0, 1, 2).doesNotContain(3);
    }

    @Test
    void aMaskKeepsDistinctTokensAllEquallyLikely() {
        var mask = new TokenMask(10, 0.7);
        var seen = new int[10];
        for (int n = 0; n < 2000; n++) {
            var kept = new long[mask.kept()];
            mask.draw(Draws.of(1, "mask", n, 0), kept, 0);
            assertThat(kept).isSorted().doesNotHaveDuplicates();
            Arrays.stream(kept).forEach(token -> seen[(int) token]++);
        }

        assertThat(mask.kept()).isEqualTo(3);
        assertThat(new TokenMask(216, 0.7).kept()).isEqualTo(65);
        assertThat(new TokenMask(64, 0.7).kept()).isEqualTo(19);
        assertThat(seen)
                .satisfies(all ->
                        Arrays.stream(all).forEach(count -> assertThat(count).isBetween(500, 700)));
    }

    @Test
    void aBatchSaysWhatIsPresentAndLeavesTheRestZero() {
        var cases = List.<Case>of(Studies.boxes("a", 8, true, 1), Studies.boxes("b", 8, false, 2));
        var batch =
                new CropBatch(2, new CropSampler(4, 4, 4, 0, 2), LightChange.NONE, 0).labelled(cases, new Draws(1, 0));

        assertThat(batch.get("present").asFloats()).containsExactly(1, 1, 1, 0);
        assertThat(batch.get("images").shape()).containsExactly(2, 2, 4, 4, 4);
        assertThat(Arrays.copyOfRange(batch.get("images").asFloats(), 3 * 64, 4 * 64))
                .containsOnly(0);
        assertThat(batch.get("labels").shape()).containsExactly(2, 4, 4, 4);
    }

    @Test
    void aBatchIsTheSameWheneverItIsMade() {
        var cases = List.<Case>of(Studies.boxes("a", 8, true, 1), Studies.boxes("b", 8, true, 2));
        var crops = new CropBatch(2, new CropSampler(4, 4, 4, 0.5, 2), new LightChange(0.5, 0.1, 0.1), 0.5);

        var once = crops.labelled(cases, new Draws(1, 5));
        crops.labelled(cases, new Draws(1, 6));
        var again = crops.labelled(cases, new Draws(1, 5));

        assertThat(again.get("images").asFloats())
                .containsExactly(once.get("images").asFloats());
        assertThat(again.get("labels").asLongs())
                .containsExactly(once.get("labels").asLongs());
    }

    @Test
    void aDroppedContrastIsGoneAndOneAlwaysStays() {
        var cases = List.<Case>of(Studies.boxes("a", 4, true, 1));
        var crops = new CropBatch(2, CropSampler.uniform(4, 4, 4), LightChange.NONE, 0.9);
        var counts = new int[2];
        for (int n = 0; n < 300; n++) {
            Map<String, HostTensor> batch = crops.images(cases, new Draws(1, n));
            float[] present = batch.get("present").asFloats();
            float[] images = batch.get("images").asFloats();
            assertThat(present[0] + present[1]).isPositive();
            for (int contrast = 0; contrast < 2; contrast++) {
                boolean isZero =
                        IntStream.range(contrast * 64, contrast * 64 + 64).allMatch(voxel -> images[voxel] == 0);
                assertThat(isZero).isEqualTo(present[contrast] == 0);
                counts[contrast] += present[contrast] == 0 ? 1 : 0;
            }
        }

        assertThat(counts[0]).isBetween(110, 190);
        assertThat(counts[1]).isBetween(110, 190);
    }

    @Test
    void aFlipMirrorsImagesAndLabelsAlike() {
        var cases = List.<Case>of(Studies.boxes("a", 6, true, 1));
        var sampler = CropSampler.uniform(6, 6, 6);
        var plain = new CropBatch(2, sampler, LightChange.NONE, 0).labelled(cases, new Draws(1, 0));
        var flipped = new CropBatch(2, sampler, new LightChange(1, 0, 0), 0).labelled(cases, new Draws(1, 0));

        for (int x = 0; x < 6; x++) {
            int from = x * 36;
            int mirrored = (5 - x) * 36;
            assertThat(Arrays.copyOfRange(flipped.get("labels").asLongs(), from, from + 36))
                    .containsExactly(Arrays.copyOfRange(plain.get("labels").asLongs(), mirrored, mirrored + 36));
            assertThat(Arrays.copyOfRange(flipped.get("images").asFloats(), 216 + from, 216 + from + 36))
                    .containsExactly(
                            Arrays.copyOfRange(plain.get("images").asFloats(), 216 + mirrored, 216 + mirrored + 36));
        }
    }

    @Test
    void aChangeOfIntensityLeavesTheBackgroundZero() {
        var study = new VolumeCase("s", List.of(Studies.volume(new int[] {2, 1, 1}, 0, 2)), null, 1);
        var crops = new CropBatch(1, CropSampler.uniform(2, 1, 1), new LightChange(0, 0.1, 0.1), 0);

        for (int n = 0; n < 50; n++) {
            float[] image =
                    crops.images(List.of(study), new Draws(1, n)).get("images").asFloats();
            assertThat(image[0]).isZero();
            assertThat(image[1]).isBetween(1.7f, 2.3f).isNotEqualTo(2f);
        }
    }
}
