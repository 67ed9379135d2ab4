package io.scanloop.worker;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.scanloop.events.Service;
import io.scanloop.events.StepReady;
import io.scanloop.workflow.step.Claim;
import io.scanloop.workflow.step.StepListener;
import io.scanloop.workflow.step.StepOutcome;

/** Tells an operator what a worker does. */
final class WorkerLog implements StepListener {
    private final System.Logger log;

    WorkerLog(Service service) {
        this.log = System.getLogger("io.scanloop." + service.serviceName());
    }

    @Override
    public void ready() {
        log.log(INFO, "takes steps");
    }

    @Override
    public void claimed(Claim claim) {
        info("began a step %s attempt=%s worker=%s".formatted(of(claim.step()), claim.attempt(), claim.worker()));
    }

    @Override
    public void ended(Claim claim, StepOutcome outcome) {
        info("ended a step %s attempt=%s outcome=%s".formatted(of(claim.step()), claim.attempt(), outcome));
    }

    @Override
    public void passed(StepReady step, String why) {
        info("accepted a step without work %s reason=\"%s\"".formatted(of(step), why));
    }

    @Override
    public void deadLettered(String origin, String cause) {
        log.log(
                ERROR,
                "a record is no step and went to the dead letters, see who wrote it: key={0} cause=\"{1}\"",
                origin,
                cause);
    }

    @Override
    public void lostLock(String origin, String cause) {
        log.log(WARNING, "lost the lock on a record, the work goes on without: key={0} cause=\"{1}\"", origin, cause);
    }

    @Override
    public void troubled(String doing, Throwable cause) {
        log.log(WARNING, "trouble while " + doing, cause);
    }

    /** The process ends. */
    void failed(Throwable cause) {
        log.log(ERROR, "the worker cannot go on and ends, restart it once the cause is gone", cause);
    }

    /** As it is: names may hold braces, which a pattern would swallow. */
    private void info(String sentence) {
        log.log(INFO, () -> sentence);
    }

    private static String of(StepReady step) {
        return "run=%s step=%s sending=%d".formatted(step.run(), step.step(), step.sending());
    }
}
