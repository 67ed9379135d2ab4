package io.scanloop.workflow.dispatch;

import io.scanloop.events.Trigger;

/** What a trigger says, and the run that it would start. */
record Opinion(Trigger trigger, Verdict verdict, RunWish wish) {

    /** Whether it counted as many as it needs, whatever else it waits for. */
    boolean hasEnough() {
        return verdict.count() >= verdict.threshold();
    }
}
