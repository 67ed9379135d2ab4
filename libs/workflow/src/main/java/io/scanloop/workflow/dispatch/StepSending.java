package io.scanloop.workflow.dispatch;

import io.scanloop.events.StepScheduled;

/**
 * One sending of a step.
 *
 * @param sending how often the step has been sent with this one, from 1
 */
public record StepSending(String project, String run, String step, int sending) {

    static StepSending of(StepScheduled scheduled) {
        return new StepSending(scheduled.project(), scheduled.run(), scheduled.step(), scheduled.sending());
    }

    /** The id of its StepReady: the same, however often the record is written. */
    String eventId() {
        return "step-ready/%s/%s/%s/%d".formatted(project, run, step, sending);
    }
}
