package io.scanloop.workflow.dispatch;

import static io.scanloop.workflow.dispatch.Facts.PROJECT;
import static io.scanloop.workflow.dispatch.Facts.START;
import static io.scanloop.workflow.dispatch.Facts.accepted;
import static io.scanloop.workflow.dispatch.Facts.assigned;
import static io.scanloop.workflow.dispatch.Facts.configured;
import static io.scanloop.workflow.dispatch.Facts.labels;
import static io.scanloop.workflow.dispatch.Facts.requested;
import static io.scanloop.workflow.dispatch.Facts.stored;

import io.scanloop.events.Event;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunStarted;
import io.scanloop.events.Split;
import io.scanloop.events.StepReady;
import io.scanloop.events.StepScheduled;
import io.scanloop.events.TriggerEvaluated;
import io.scanloop.storage.layout.Budget;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.storage.layout.SnapshotStudy;
import io.scanloop.storage.layout.Triggers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A project whose decisions are read back at once: facts come in, time passes, and what was decided is looked at. */
final class Rehearsal {
    final ProjectState state = new ProjectState(PROJECT);
    /** Everything that was folded, in its order. */
    final List<Event> log = new ArrayList<>();

    final Set<String> alive = new HashSet<>();
    final Set<String> queued = new HashSet<>();
    final List<StepReady> deadLetters = new ArrayList<>();
    final List<SnapshotStudy> snapshot = new ArrayList<>();
    private ProjectConfiguration configuration = configuration(3, 3, 1, "tiny");
    private Instant now = START;

    static ProjectConfiguration configuration(int newStudies, int newLabels, int maxRuns, String preset) {
        return new ProjectConfiguration(
                null,
                List.of("T1"),
                null,
                "amae",
                preset,
                new Triggers(newStudies, newLabels, null, Duration.ofSeconds(30), Duration.ofMinutes(10), maxRuns),
                null,
                new Budget(250, 200, 100),
                null);
    }

    private final Surroundings around = new Surroundings() {
        @Override
        public boolean isAlive(String attempt) {
            return alive.contains(attempt);
        }

        @Override
        public boolean isQueued(StepSending sending) {
            return queued.contains(sending.eventId());
        }
    };

    private final Preparation preparation = new Preparation() {
        @Override
        public ObjectRef snapshot(String project, int generation, List<SnapshotStudy> studies) {
            snapshot.clear();
            snapshot.addAll(studies);
            return Facts.object("snapshots/%d.json".formatted(studies.size()));
        }

        @Override
        public void deadLetter(StepReady step, String cause) {
            deadLetters.add(step);
        }
    };

    Rehearsal configuredAs(ProjectConfiguration given) {
        configuration = given;
        int version = 1
                + (int) log.stream()
                        .filter(event -> event.id().startsWith("project-configured"))
                        .count();
        return reads(configured(version, 1));
    }

    Rehearsal reads(Event... events) {
        for (var event : events) {
            log.add(event);
            state.on(event);
            state.unredeemed().ifPresent(reference -> state.redeemed(reference, configuration));
        }
        return this;
    }

    /** Studies of as many train-side patients, with numbers from {@code from} on. */
    Rehearsal trainStudies(int from, int count) {
        for (int number = from; number < from + count; number++) {
            reads(assigned(number, Split.TRAIN), stored(number, 1, now));
        }
        return this;
    }

    /** Three train, one validation and three test patients with accepted labels, numbered from 100 on. */
    Rehearsal labelledPatients() {
        var sides =
                List.of(Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.VALIDATION, Split.TEST, Split.TEST, Split.TEST);
        for (int at = 0; at < sides.size(); at++) {
            reads(assigned(100 + at, sides.get(at)), stored(100 + at, 1, now));
            reads(labels(100 + at, 1), accepted(100 + at, 1, now));
        }
        return this;
    }

    /** Has a cycle begun that was asked for, of a project that starts none by itself; gives its run. */
    String cycle() {
        configuredAs(configuration(0, 0, 1, "tiny")).trainStudies(0, 4).labelledPatients();
        reads(requested("one", RunKind.CYCLE, null, now)).settle();
        return starts().get(0).run();
    }

    /** Lets time pass, and then everything happen that is due. */
    Rehearsal after(Duration time) {
        now = now.plus(time);
        return settle();
    }

    Rehearsal settle() {
        for (int round = 0; round < 1000; round++) {
            if (!decideOnce()) {
                return this;
            }
        }
        throw new AssertionError("decisions follow each other without end: " + log.subList(log.size() - 3, log.size()));
    }

    /** Writes and reads back what is due now; false when nothing is. */
    boolean decideOnce() {
        var due = state.due(now, around);
        due.forEach(each -> reads(each.event(preparation)));
        return !due.isEmpty();
    }

    /** Another state of the same project, from the same store. */
    ProjectState folded(List<Event> events) {
        var other = new ProjectState(PROJECT);
        events.forEach(other::on);
        other.unredeemed().ifPresent(reference -> other.redeemed(reference, configuration));
        return other;
    }

    /** What another state says is due, in these surroundings. */
    List<Event> dueIn(ProjectState other) {
        return other.due(now, around).stream()
                .map(due -> due.event(preparation))
                .toList();
    }

    /** Works off steps as a healthy worker would, until none waits or so many are done. */
    Rehearsal workSteps(int most) {
        for (int done = 0; done < most; done++) {
            var waiting = state.waiting(around);
            if (waiting.isEmpty()) {
                return this;
            }
            var step = waiting.get(0);
            var attempt = "w" + step.step().replace("-", "") + step.run();
            reads(Facts.claimed(step.run(), step.step(), step.sending(), attempt));
            reads(Facts.completed(step.run(), step.step(), step.sending(), attempt));
            settle();
        }
        return this;
    }

    Instant now() {
        return now;
    }

    <E extends Event> Stream<E> events(Class<E> type) {
        return log.stream().filter(type::isInstance).map(type::cast);
    }

    List<RunStarted> starts() {
        return events(RunStarted.class).toList();
    }

    /** Steps in the order of their sending, like {@code pretrain-0/1}. */
    List<String> sendings() {
        return events(StepScheduled.class)
                .map(step -> step.step() + "/" + step.sending())
                .toList();
    }

    StepScheduled last(String step) {
        return events(StepScheduled.class)
                .filter(scheduled -> scheduled.step().equals(step))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** What triggers said, like {@code new-studies waiting debounce}. */
    List<String> said() {
        return events(TriggerEvaluated.class)
                .map(said -> "%s %s %s".formatted(said.trigger(), said.verdict(), said.code()))
                .toList();
    }

    List<StepReady> waiting() {
        return state.waiting(around);
    }

    void letPass(Duration time) {
        now = now.plus(time);
    }

    List<Event> due(Instant at) {
        return state.due(at, around).stream().map(due -> due.event(preparation)).toList();
    }
}
