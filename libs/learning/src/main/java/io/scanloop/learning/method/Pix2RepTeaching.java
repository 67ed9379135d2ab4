package io.scanloop.learning.method;

import io.scanloop.learning.view.SliceCase;
import io.scanloop.learning.view.TwoLights;
import io.scanloop.learning.view.Views;

/**
 * The fine-tuning of {@link Pix2Rep} with a mean teacher, the two that its paper combines: network and teacher see a slice
 * under two draws of the intensity laws of the pre-training.
 */
final class Pix2RepTeaching {
    private Pix2RepTeaching() {}

    /**
     * Half of the batch has labels; on all of it the network agrees with its average.
     *
     * @param supervised the fine-tuning without the teacher
     */
    static MeanTeacher of(Objective supervised, Pix2RepPreset preset, Task task) {
        int batch = preset.finetuningBatch();
        int contrasts = task.contrasts().size();
        var lights = new TwoLights(preset.crops(task), preset.intensities(), batch / 2);
        return MeanTeacher.of(
                supervised,
                graph -> Pix2Rep.slices(graph, preset, batch),
                (slices, scope) -> Pix2Rep.logits(slices, scope, preset, task),
                logits -> Pix2Rep.losses(logits, preset),
                Views.of(batch, (cases, draws) -> lights.make(SliceCase.all(cases, contrasts), draws)));
    }
}
