package io.scanloop.learning.view;

import io.scanloop.learning.graph.HostTensor;
import java.util.List;
import java.util.Map;

/**
 * Crops of several studies as one batch: all contrasts of the task in its order, zeros where a study lacks one, and a
 * mask that says so. Inputs: {@code images} (B, M, X, Y, Z); {@code present} (B, M), 1 or 0; with labels also {@code
 * labels} (B, X, Y, Z), class indices.
 */
public final class CropBatch {
    private final int contrasts;
    private final CropLaw sampler;
    private final LightChange change;
    private final double dropout;

    /**
     * What each crop is made by.
     *
     * @param contrasts M of the task
     * @param dropout probability with which a contrast that is present is left out; one always stays
     */
    public CropBatch(int contrasts, CropLaw sampler, LightChange change, double dropout) {
        this.contrasts = contrasts;
        this.sampler = sampler;
        this.change = change;
        this.dropout = dropout;
    }

    /** Images and presence of one crop a case. */
    public Map<String, HostTensor> images(List<Case> cases, Draws draws) {
        var filled = new Filled(cases.size(), 0);
        for (int slot = 0; slot < cases.size(); slot++) {
            fill(filled, slot, cases.get(slot), draws);
        }
        return Map.of("images", filled.images(), "present", filled.present());
    }

    /** Images, presence and labels of one crop a case. */
    public Map<String, HostTensor> labelled(List<Case> cases, Draws draws) {
        var filled = new Filled(cases.size(), voxels());
        for (int slot = 0; slot < cases.size(); slot++) {
            fill(filled, slot, cases.get(slot), draws);
        }
        return Map.of("images", filled.images(), "present", filled.present(), "labels", filled.labels());
    }

    private void fill(Filled filled, int slot, Case study, Draws draws) {
        int[] size = sampler.size();
        int[] from = sampler.from(study, draws.of("crop", slot));
        LightChange.Drawn drawn = change.draw(contrasts, draws.of("change", slot));
        boolean[] present = present(study, draws, slot);
        for (int contrast = 0; contrast < contrasts; contrast++) {
            if (present[contrast]) {
                int at = (slot * contrasts + contrast) * voxels();
                study.crop(contrast, from, size, filled.images, at);
                change(
                        filled.images,
                        at,
                        drawn.factors().get(contrast),
                        drawn.shifts().get(contrast));
                filled.present[slot * contrasts + contrast] = 1;
            }
        }
        if (filled.labels.length > 0) {
            study.cropLabels(from, size, filled.labels, slot * voxels());
        }
        if (drawn.isFlipped()) {
            flip(filled, slot);
        }
    }

    private boolean[] present(Case study, Draws draws, int slot) {
        var chance = draws.of("contrasts", slot);
        var present = new boolean[contrasts];
        int left = 0;
        for (int contrast = 0; contrast < contrasts; contrast++) {
            present[contrast] = study.has(contrast);
            left += present[contrast] ? 1 : 0;
        }
        int first = chance.nextInt(contrasts); // so that no contrast is favoured when only one may go
        for (int step = 0; step < contrasts; step++) {
            int contrast = (first + step) % contrasts;
            boolean isDropped = chance.nextDouble() < dropout;
            if (isDropped && present[contrast] && left > 1) {
                present[contrast] = false;
                left--;
            }
        }
        return present;
    }

    private void change(float[] images, int at, double factor, double shift) {
        for (int i = at; i < at + voxels(); i++) {
            images[i] = images[i] == 0 ? 0 : (float) (images[i] * factor + shift);
        }
    }

    /** Mirrors X: planes of Y x Z change places. */
    private void flip(Filled filled, int slot) {
        int plane = sampler.y() * sampler.z();
        for (int near = 0, far = sampler.x() - 1; near < far; near++, far--) {
            for (int contrast = 0; contrast < contrasts; contrast++) {
                int at = (slot * contrasts + contrast) * voxels();
                swap(filled.images, at + near * plane, at + far * plane, plane);
            }
            if (filled.labels.length > 0) {
                int at = slot * voxels();
                swap(filled.labels, at + near * plane, at + far * plane, plane);
            }
        }
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both are arrays of the same primitive type
    private static void swap(Object array, int first, int second, int length) {
        Object kept = array instanceof float[] ? new float[length] : new long[length];
        System.arraycopy(array, first, kept, 0, length);
        System.arraycopy(array, second, array, first, length);
        System.arraycopy(kept, 0, array, second, length);
    }

    private int voxels() {
        return sampler.x() * sampler.y() * sampler.z();
    }

    /** A batch being filled. */
    private final class Filled {
        final float[] images;
        final float[] present;
        final long[] labels;
        private final int cases;

        Filled(int cases, int labelled) {
            this.cases = cases;
            images = new float[cases * contrasts * voxels()];
            present = new float[cases * contrasts];
            labels = new long[cases * labelled];
        }

        HostTensor images() {
            return HostTensor.of(images, cases, contrasts, sampler.x(), sampler.y(), sampler.z());
        }

        HostTensor present() {
            return HostTensor.of(present, cases, contrasts);
        }

        HostTensor labels() {
            return HostTensor.of(labels, cases, sampler.x(), sampler.y(), sampler.z());
        }
    }
}
