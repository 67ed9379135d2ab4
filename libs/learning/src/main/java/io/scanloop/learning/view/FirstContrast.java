package io.scanloop.learning.view;

/** What methods for one contrast take of a study with several: the first, in the task's order, that is there. */
public final class FirstContrast {
    private FirstContrast() {}

    /**
     * Its number.
     *
     * @param contrasts M of the task
     * @throws IllegalArgumentException when the study has none of them
     */
    public static int of(Case study, int contrasts) {
        for (int contrast = 0; contrast < contrasts; contrast++) {
            if (study.has(contrast)) {
                return contrast;
            }
        }
        throw new IllegalArgumentException(
                "study %s needs one of the task's %d contrasts, it has none".formatted(study.id(), contrasts));
    }
}
