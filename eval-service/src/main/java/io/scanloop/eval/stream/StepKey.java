package io.scanloop.eval.stream;

import io.scanloop.events.MetricBatch;

/** Names a step among all. */
record StepKey(String project, String run, String step) {
    static StepKey of(MetricBatch batch) {
        return new StepKey(batch.project(), batch.run(), batch.step());
    }

    static StepKey of(CommittedStep step) {
        return new StepKey(step.project(), step.run(), step.step());
    }
}
