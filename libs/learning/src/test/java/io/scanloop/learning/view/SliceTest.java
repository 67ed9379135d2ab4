package io.scanloop.learning.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.imaging.Volume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Studies as slices, and how slices are changed and moved. */
class SliceTest {
    /** 2 x 101 pixels, two slices: numbers 1 to 101 and a background of 0; the second slice is ten times as bright. */
    private static Case study(boolean hasFirst) {
        var voxels = new float[2 * 101 * 2];
        for (int y = 0; y < 101; y++) {
            voxels[1 + 2 * y] = y + 1;
            voxels[1 + 2 * (y + 101)] = 10 * (y + 1);
        }
        Volume volume = Studies.volume(new int[] {2, 101, 2}, voxels);
        List<Volume> contrasts = new ArrayList<>(Arrays.asList(hasFirst ? volume : null, volume));
        return new VolumeCase("a", contrasts, null, 1);
    }

    @Test
    void eachSliceHasAScaleOfItsOwnBetweenPercentiles() {
        var into = new float[2 * 101 * 2];
        new SliceCase(study(true), 2).crop(0, new int[3], new int[] {2, 101, 2}, into, 0);

        for (int z = 0; z < 2; z++) {
            assertThat(into[z]).isZero();
            // 1st and 99th percentile of 1 to 101 are 2 and 100
            assertThat(into[(101 + 1) * 2 + z]).isZero();
            assertThat(into[(101 + 50) * 2 + z]).isCloseTo(0.5f, within(1e-5f));
            assertThat(into[(101 + 99) * 2 + z]).isEqualTo(1);
            assertThat(into[(101 + 100) * 2 + z]).isEqualTo(1);
        }
    }

    @Test
    void aStudyWithoutTheFirstContrastIsSeenByTheNext() {
        var first = new float[101];
        var next = new float[101];
        int[] size = {1, 101, 1};
        new SliceCase(study(true), 2).crop(0, new int[] {1, 0, 1}, size, first, 0);
        new SliceCase(study(false), 2).crop(0, new int[] {1, 0, 1}, size, next, 0);

        assertThat(next).containsExactly(first);
        assertThatThrownBy(() -> new SliceCase(study(false), 1)).hasMessageContaining("one of the task's 1 contrasts");
    }

    @Test
    void pointsOfNoMoveAreThePixelsThemselves() {
        var points = new float[3 * 5 * 2];
        SliceMove.NONE.draw(3, 5, new SplittableRandom(1), points, 0);

        assertThat(points[0]).isEqualTo(-1);
        assertThat(points[1]).isEqualTo(-1);
        assertThat(SliceMove.nearest(points[2 * 7], 3)).isEqualTo(1);
        assertThat(SliceMove.nearest(points[2 * 7 + 1], 5)).isEqualTo(2);
        assertThat(SliceMove.nearest(1.01, 5)).isEqualTo(-1);
    }

    @Test
    void aMirrorExchangesTheEndsOfItsAxisOnly() {
        var points = new float[3 * 5 * 2];
        new SliceMove(0, 1, 1, 0, 1, 0).draw(3, 5, new SplittableRandom(1), points, 0);

        assertThat(points[0]).isEqualTo(1);
        assertThat(points[1]).isEqualTo(-1);
    }

    @Test
    void thePublishedMoveLeavesFewPixelsOutside() {
        var points = new float[32 * 32 * 2];
        int outside = 0;
        int moves = 400;
        for (int seed = 0; seed < moves; seed++) {
            SliceMove.PUBLISHED.draw(32, 32, new SplittableRandom(seed), points, 0);
            for (int at = 0; at < points.length; at += 2) {
                outside += Math.abs(points[at]) > 1 || Math.abs(points[at + 1]) > 1 ? 1 : 0;
            }
        }

        assertThat(outside / (32.0 * 32 * moves)).isCloseTo(0.029, within(0.015));
    }

    @Test
    void laws() {
        var slice = new float[8 * 8];
        Arrays.fill(slice, 0.25f);
        var inverted = slice.clone();
        new IntensityLaws(0, 0, 0, 0, 0, 0, 0, 0, 1).change(inverted, 8, 8, new SplittableRandom(1));
        var blurred = slice.clone();
        new IntensityLaws(0, 0, 1.3, 1, 0, 0, 0, 0, 0).change(blurred, 8, 8, new SplittableRandom(1));
        var curved = slice.clone();
        new IntensityLaws(0, 0, 0, 0, 0.5, 1, 0.9, 1, 0).change(curved, 8, 8, new SplittableRandom(1));
        var noisy = slice.clone();
        new IntensityLaws(0.5, 1, 0, 0, 0, 0, 0, 0, 0).change(noisy, 8, 8, new SplittableRandom(1));
        var same = slice.clone();
        IntensityLaws.NONE.change(same, 8, 8, new SplittableRandom(1));

        assertThat(inverted).containsOnly(0.75f);
        assertThat(blurred).containsExactly(slice, within(1e-6f)); // a constant stays, at the edges too
        assertThat(Arrays.equals(curved, slice)).isFalse();
        assertThat(Arrays.equals(noisy, slice)).isFalse();
        assertThat(same).containsExactly(slice);
    }

    @Test
    void noiseIsByBoxAndMuller() {
        var slice = new float[1];
        new IntensityLaws(0.5, 1, 0, 0, 0, 0, 0, 0, 0).change(slice, 1, 1, new Draws(1, 0).of("first", 0));

        var chance = new Draws(1, 0).of("first", 0);
        assertThat(chance.nextDouble()).isLessThan(1);
        double sigma = 0.5 * chance.nextDouble();
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - chance.nextDouble()));
        double number = radius * StrictMath.cos(2 * Math.PI * chance.nextDouble());
        assertThat(slice[0]).isEqualTo((float) (sigma * number));
    }

    @Test
    void pixelsAreDrawnOnceEachAndOnTheStudyFirst() {
        Case slices = new SliceCase(Studies.boxes("a", 16, true, 1), 2);
        Case gaps = new SliceCase(study(true), 2);
        var everywhere =
                new SlicePairs(16, 16, IntensityLaws.PUBLISHED, SliceMove.PUBLISHED, 256, SlicePairs.Where.ANYWHERE);
        var onStudy = new SlicePairs(2, 101, IntensityLaws.NONE, SliceMove.NONE, 150, SlicePairs.Where.ON_THE_STUDY);

        var all = everywhere.make(List.of(slices), new Draws(1, 0));
        var some = onStudy.make(List.of(gaps), new Draws(1, 0));
        var again = onStudy.make(List.of(gaps), new Draws(1, 0));

        assertThat(Arrays.stream(all.get("pixels").asLongs()).distinct()).hasSize(256);
        assertThat(all.get("first").asFloats()).isNotEqualTo(all.get("second").asFloats());
        float[] valid = some.get("valid").asFloats();
        long[] pixels = some.get("pixels").asLongs();
        assertThat(Arrays.stream(pixels).distinct()).hasSize(150);
        for (int n = 0; n < 150; n++) {
            // 99 of a row of 101 are above the 1st percentile, and the other row is background
            assertThat(valid[n]).isEqualTo(n < 99 ? 1 : 0);
            assertThat(n < 99 ? pixels[n] >= 103 : true).isTrue();
        }
        assertThat(again.get("pixels").asLongs()).containsExactly(pixels);
    }
}
