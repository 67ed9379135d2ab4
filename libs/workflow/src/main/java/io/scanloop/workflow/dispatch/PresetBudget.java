package io.scanloop.workflow.dispatch;

import io.scanloop.storage.layout.Budget;

/**
 * How long a method trains under a preset, and in which pieces.
 *
 * @param pretrain iterations of a pre-training; 0: the method has none
 * @param finetune iterations of a fine-tuning, at least 1
 * @param step iterations of one training step, at least 1: at most this much is lost when a worker dies
 * @param studies studies of one predicting step, at least 1
 */
public record PresetBudget(int pretrain, int finetune, int step, int studies) {

    /** Whether there is a pre-training at all. */
    public boolean pretrains() {
        return pretrain > 0;
    }

    /** This budget where the project does not set its own; a method without pre-training stays without. */
    PresetBudget orAsIn(Budget project) {
        return new PresetBudget(
                !pretrains() || project.pretrainIterations() == null ? pretrain : project.pretrainIterations(),
                project.finetuneIterations() == null ? finetune : project.finetuneIterations(),
                project.stepIterations() == null ? step : project.stepIterations(),
                studies);
    }
}
