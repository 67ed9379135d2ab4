package io.scanloop.workflow.step;

import io.scanloop.events.StepReady;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Keeps what a loop tells. */
final class RecordedSteps implements StepListener {
    private final CountDownLatch ready = new CountDownLatch(1);
    private final List<String> passed = new CopyOnWriteArrayList<>();
    private final List<String> deadLettered = new CopyOnWriteArrayList<>();
    private final List<String> lostLocks = new CopyOnWriteArrayList<>();

    @Override
    public void ready() {
        ready.countDown();
    }

    @Override
    public void claimed(Claim claim) {}

    @Override
    public void ended(Claim claim, StepOutcome outcome) {}

    @Override
    public void passed(StepReady step, String why) {
        passed.add(step.run() + "/" + step.step());
    }

    @Override
    public void deadLettered(String origin, String cause) {
        deadLettered.add(cause);
    }

    @Override
    public void lostLock(String origin, String cause) {
        lostLocks.add(cause);
    }

    @Override
    public void troubled(String doing, Throwable cause) {}

    List<String> passed() {
        return passed;
    }

    List<String> deadLettered() {
        return deadLettered;
    }

    List<String> lostLocks() {
        return lostLocks;
    }
}
