package io.scanloop.workflow.dispatch;

import io.scanloop.events.Event;
import io.scanloop.events.FailureKind;
import io.scanloop.events.RunKind;
import io.scanloop.events.Split;
import io.scanloop.events.StepReady;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A project to which anything happens that may happen, with its dispatcher deciding now and then. */
final class RandomHistory {
    private static final int STUDIES = 12;

    final Rehearsal project;
    private final RandomGenerator chance;
    private final List<StepReady> taken = new ArrayList<>();
    private int names;

    RandomHistory(RandomGenerator chance) {
        this.chance = chance;
        this.project = new Rehearsal()
                .configuredAs(Rehearsal.configuration(
                        1 + chance.nextInt(4), 1 + chance.nextInt(4), 1 + chance.nextInt(3), "tiny"));
        if (chance.nextInt(4) > 0) {
            project.labelledPatients(); // or else few projects ever come to fine-tune
        }
    }

    /** Lets one thing happen, or one decision be made. */
    void goOn() {
        switch (chance.nextInt(24)) {
            case 0 -> project.reads(Facts.assigned(number(), side()));
            case 1, 2 -> project.reads(Facts.stored(number(), 1 + chance.nextInt(3), project.now()));
            case 3 -> label();
            case 4 -> rarely(Facts.withdrawn(number(), 1 + chance.nextInt(3)));
            case 5 -> rarely(Facts.quarantined(number(), 1));
            case 6 -> rarely(Facts.erased(number()));
            case 7, 8 -> ask();
            case 9 -> project.letPass(Duration.ofSeconds(chance.nextInt(900)));
            case 10, 11, 12, 13 -> take();
            case 14, 15, 16, 17 -> end();
            default -> project.decideOnce();
        }
    }

    private void rarely(Event event) {
        if (chance.nextInt(5) == 0) {
            project.reads(event);
        }
    }

    private int number() {
        return chance.nextInt(STUDIES);
    }

    private Split side() {
        return Split.values()[chance.nextInt(3)];
    }

    private String name() {
        return "n" + names++;
    }

    private void label() {
        int study = number();
        int labels = 1 + chance.nextInt(3);
        project.reads(Facts.labels(study, labels), Facts.accepted(study, labels, project.now()));
    }

    private void ask() {
        var runs = project.starts();
        var run = runs.isEmpty() ? "r1" : runs.get(chance.nextInt(runs.size())).run();
        project.reads(
                switch (chance.nextInt(12)) {
                    case 0 -> Facts.cancel(run);
                    case 1 -> Facts.pause(name(), chance.nextBoolean() ? null : run);
                    case 2, 3, 4 -> Facts.resume(name(), null);
                    case 5 -> Facts.urgent(name(), run);
                    default ->
                        Facts.requested(
                                name(),
                                RunKind.values()[chance.nextInt(4)],
                                chance.nextInt(6) == 0 ? "huge" : null,
                                project.now());
                });
    }

    private void take() {
        var waiting = project.waiting();
        if (!waiting.isEmpty()) {
            var step = waiting.get(chance.nextInt(waiting.size()));
            project.reads(Facts.claimed(step.run(), step.step(), step.sending(), attempt(step)));
            project.alive.add(attempt(step));
            taken.add(step);
        }
    }

    private void end() {
        if (taken.isEmpty()) {
            return;
        }
        var step = taken.get(chance.nextInt(taken.size()));
        var attempt = attempt(step);
        switch (chance.nextInt(12)) {
            case 0 -> project.alive.remove(attempt);
            case 1 ->
                project.reads(Facts.interrupted(step.run(), step.step(), step.sending(), attempt, chance.nextInt(100)));
            case 2 ->
                project.reads(Facts.failed(
                        step.run(), step.step(), step.sending(), attempt, FailureKind.TRANSIENT, null, project.now()));
            case 3 ->
                rarely(Facts.failed(
                        step.run(), step.step(), step.sending(), attempt, FailureKind.PERMANENT, null, project.now()));
            case 4 ->
                rarely(Facts.failed(
                        step.run(),
                        step.step(),
                        step.sending(),
                        attempt,
                        FailureKind.PERMANENT,
                        number(),
                        project.now()));
            default -> project.reads(Facts.completed(step.run(), step.step(), step.sending(), attempt));
        }
        if (chance.nextInt(3) > 0) {
            taken.remove(step); // or else the worker speaks of it again
        }
    }

    private static String attempt(StepReady step) {
        return "w%s%s%d".formatted(step.run(), step.step().replace("-", ""), step.sending());
    }
}
