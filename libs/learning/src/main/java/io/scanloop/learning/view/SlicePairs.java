package io.scanloop.learning.view;

import io.scanloop.learning.graph.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Two views of axial slices for a loss on pixels (Pix2Rep). Inputs: {@code first} and {@code second} (B, 1, X, Y), the
 * same slices with intensities changed in two ways, neither moved; {@code points} (B, X, Y, 2), where the network samples
 * the features of the first and the image of the second; {@code pixels} (M), numbers of pixels in (B, X, Y), none twice;
 * {@code valid} (M), 1 where a pixel counts, 0 where it does not.
 *
 * @param x pixels along X
 * @param y along Y
 * @param intensities of each view
 * @param move of the pair
 * @param pixels M, at most B X Y
 * @param where they are drawn
 */
public record SlicePairs(int x, int y, IntensityLaws intensities, SliceMove move, int pixels, Where where) {
    /** A slice with less of this is looked for again, a few times. */
    private static final double LEAST_CONTENT = 0.05;

    private static final int TRIES = 8;

    /** Where pixels are drawn. */
    public enum Where {
        /** Anywhere in the moved picture; those that come from outside of it do not count. */
        ANYWHERE,
        /** Where the moved picture is not 0; when there are fewer than M, the others do not count. */
        ON_THE_STUDY
    }

    /**
     * One pair a case.
     *
     * @param cases of one contrast on the scale [0, 1], see {@link SliceCase}
     */
    public Map<String, HostTensor> make(List<? extends Case> cases, Draws draws) {
        int count = cases.size();
        int plane = x * y;
        var clean = new float[plane];
        var first = new float[count * plane];
        var second = new float[count * plane];
        var points = new float[count * plane * 2];
        var inside = new boolean[count * plane];
        for (int slot = 0; slot < count; slot++) {
            slice(cases.get(slot), clean, draws.of("slice", slot));
            intensities.put(clean, x, y, draws.of("first", slot), first, slot);
            intensities.put(clean, x, y, draws.of("second", slot), second, slot);
            move.draw(x, y, draws.of("move", slot), points, slot * plane * 2);
            for (int at = slot * plane; at < (slot + 1) * plane; at++) {
                inside[at] = isInside(clean, points[2 * at], points[2 * at + 1]);
            }
        }
        var chosen = new long[pixels];
        var valid = new float[pixels];
        choose(inside, draws.of("pixels", 0), chosen, valid);
        return Map.of(
                "first", HostTensor.of(first, count, 1, x, y),
                "second", HostTensor.of(second, count, 1, x, y),
                "points", HostTensor.of(points, count, x, y, 2),
                "pixels", HostTensor.of(chosen, pixels),
                "valid", HostTensor.of(valid, pixels));
    }

    private void slice(Case study, float[] into, RandomGenerator chance) {
        var sampler = CropSampler.uniform(x, y, 1);
        for (int attempt = 0; attempt < TRIES; attempt++) {
            study.crop(0, sampler.from(study, chance), sampler.size(), into, 0);
            int content = 0;
            for (float pixel : into) {
                content += pixel == 0 ? 0 : 1;
            }
            if (content >= LEAST_CONTENT * into.length) {
                return;
            }
        }
    }

    private boolean isInside(float[] clean, double pointX, double pointY) {
        int row = SliceMove.nearest(pointX, x);
        int column = SliceMove.nearest(pointY, y);
        return row >= 0 && column >= 0 && (where == Where.ANYWHERE || clean[row * y + column] != 0);
    }

    /** Draws without replacement; those that do not count come last where the study is looked for. */
    private void choose(boolean[] inside, RandomGenerator chance, long[] chosen, float[] valid) {
        var order = new int[inside.length];
        int wanted = 0;
        for (int at = 0; at < inside.length; at++) {
            if (where == Where.ANYWHERE || inside[at]) {
                order[wanted++] = at;
            }
        }
        int end = wanted;
        for (int at = 0; at < inside.length && end < order.length; at++) {
            if (!inside[at] && where == Where.ON_THE_STUDY) {
                order[end++] = at;
            }
        }
        for (int n = 0; n < chosen.length; n++) {
            int last = n < wanted ? wanted : end;
            int other = n + chance.nextInt(last - n);
            int pixel = order[other];
            order[other] = order[n];
            order[n] = pixel;
            chosen[n] = pixel;
            valid[n] = inside[pixel] ? 1 : 0;
        }
    }
}
