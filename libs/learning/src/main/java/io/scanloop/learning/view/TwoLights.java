package io.scanloop.learning.view;

import io.scanloop.learning.graph.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Slices of labelled and unlabelled studies, each seen in two lights: the same crop under two intensity laws, for a student
 * and its teacher. Inputs: {@code images} (B, 1, X, Y, 1), {@code present} (B, 1), all 1; {@code other} (B, 1, X, Y, 1), what
 * the teacher sees; {@code labels} (L, X, Y, 1), class indices of the first L.
 *
 * @param crops of one slice, as of the fine-tuning without a teacher
 * @param intensities of each of the two
 * @param labelled L: how many of the cases, the first of them, have labels
 */
public record TwoLights(CropSampler crops, IntensityLaws intensities, int labelled) {
    /**
     * One slice a case, in two lights.
     *
     * @param cases of one contrast on the scale [0, 1], see {@link SliceCase}
     */
    public Map<String, HostTensor> make(List<? extends Case> cases, Draws draws) {
        int count = cases.size();
        int plane = crops.x() * crops.y();
        var images = new float[count * plane];
        var other = new float[count * plane];
        var labels = new long[labelled * plane];
        var slice = new float[plane];
        for (int slot = 0; slot < count; slot++) {
            int[] from = crops.from(cases.get(slot), draws.of("crop", slot));
            cases.get(slot).crop(0, from, crops.size(), slice, 0);
            intensities.put(slice, crops.x(), crops.y(), draws.of("student", slot), images, slot);
            intensities.put(slice, crops.x(), crops.y(), draws.of("teacher", slot), other, slot);
            if (slot < labelled) {
                cases.get(slot).cropLabels(from, crops.size(), labels, slot * plane);
            }
        }
        var present = new float[count];
        Arrays.fill(present, 1);
        return Map.of(
                "images", HostTensor.of(images, count, 1, crops.x(), crops.y(), 1),
                "present", HostTensor.of(present, count, 1),
                "other", HostTensor.of(other, count, 1, crops.x(), crops.y(), 1),
                "labels", HostTensor.of(labels, labelled, crops.x(), crops.y(), 1));
    }
}
