package io.scanloop.learning.view;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A study as networks of the plane see it: one contrast, the first of the task's that it has, each axial slice on a scale
 * of its own: of the voxels that are not 0 the 1st percentile becomes 0 and the 99th 1, and what lies beyond is cut
 * (Pix2Rep; that the background is left out of the percentiles and stays 0 is ours). A slice of one value becomes 0.
 */
public final class SliceCase implements Case {
    /** What happens to the numbers, for those who do it elsewhere. */
    public static final String LAW =
            "each axial slice (X, Y) of the volume on a scale of its own: over the whole slice, of its voxels that are not"
                    + " 0, the 1st percentile becomes 0 and the 99th 1 (by linear interpolation between sorted numbers), what"
                    + " lies beyond is clipped, 0 stays 0; a slice of one value becomes 0";

    private static final double LOW = 0.01;
    private static final double HIGH = 0.99;

    private final Case study;
    private final int contrast;
    private final Map<Integer, Range> ranges = new ConcurrentHashMap<>();

    /** Ends of a slice's scale. */
    private record Range(float low, float high) {}

    /**
     * Sees a study so.
     *
     * @param contrasts how many the task has
     * @throws IllegalArgumentException when the study has none of them
     */
    public SliceCase(Case study, int contrasts) {
        this.study = study;
        this.contrast = FirstContrast.of(study, contrasts);
    }

    /** Sees several so. */
    public static List<Case> all(List<Case> studies, int contrasts) {
        return studies.stream()
                .<Case>map(study -> new SliceCase(study, contrasts))
                .toList();
    }

    @Override
    public String id() {
        return study.id();
    }

    @Override
    public int[] shape() {
        return study.shape();
    }

    /** Only contrast 0 is there. */
    @Override
    public boolean has(int asked) {
        return asked == 0;
    }

    @Override
    public void crop(int asked, int[] from, int[] size, float[] into, int at) {
        if (asked != 0) {
            throw new IllegalArgumentException("slices have one contrast, 0, got %d".formatted(asked));
        }
        study.crop(contrast, from, size, into, at);
        int deep = study.shape()[2];
        for (int z = 0; z < size[2]; z++) {
            int slice = from[2] + z;
            if (slice >= 0 && slice < deep) {
                var range = ranges.computeIfAbsent(slice, this::range);
                for (int place = at + z; place < at + size[0] * size[1] * size[2]; place += size[2]) {
                    into[place] = scaled(into[place], range);
                }
            }
        }
    }

    private static float scaled(float value, Range range) {
        if (value == 0 || range.high() <= range.low()) {
            return 0;
        }
        return Math.max(0, Math.min(1, (value - range.low()) / (range.high() - range.low())));
    }

    private Range range(int slice) {
        int[] shape = study.shape();
        var pixels = new float[shape[0] * shape[1]];
        study.crop(contrast, new int[] {0, 0, slice}, new int[] {shape[0], shape[1], 1}, pixels, 0);
        int count = 0;
        for (float pixel : pixels) {
            if (pixel != 0) {
                pixels[count++] = pixel;
            }
        }
        if (count == 0) {
            return new Range(0, 0);
        }
        Arrays.sort(pixels, 0, count);
        return new Range(percentile(pixels, count, LOW), percentile(pixels, count, HIGH));
    }

    /** By linear interpolation between the sorted numbers. */
    private static float percentile(float[] sorted, int count, double share) {
        double place = share * (count - 1);
        int below = (int) place;
        int above = Math.min(below + 1, count - 1);
        return (float) (sorted[below] + (place - below) * (sorted[above] - sorted[below]));
    }

    @Override
    public boolean isLabelled() {
        return study.isLabelled();
    }

    @Override
    public void cropLabels(int[] from, int[] size, long[] into, int at) {
        study.cropLabels(from, size, into, at);
    }

    @Override
    public int voxelCount(int classIndex) {
        return study.voxelCount(classIndex);
    }

    @Override
    public int[] voxel(int classIndex, int n) {
        return study.voxel(classIndex, n);
    }
}
