package io.scanloop.workflow.dispatch;

import io.scanloop.events.DeadLetter;
import io.scanloop.events.Event;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.RunDecision;
import io.scanloop.events.RunFailed;
import io.scanloop.events.Service;
import io.scanloop.events.StepReady;
import io.scanloop.events.StepScheduled;
import io.scanloop.events.Topic;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.ProjectVersion;
import io.scanloop.storage.layout.SnapshotStudy;
import io.scanloop.storage.layout.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One project in the hands of the loop: what is due is appended to the log, and what was read back takes effect. Nothing
 * new is decided while anything that was appended has not been read back.
 */
final class ProjectWork {
    /** What was appended and not read back after this time was lost with its broker. */
    private static final Duration LOST = Duration.ofMinutes(1);
    /** How long a step that another dispatcher scheduled, or an earlier life of this one, is left to its sender. */
    private static final Duration LEFT_TO_OTHERS = Duration.ofSeconds(2);

    private final ProjectState state;
    private final Map<String, Instant> appended = new HashMap<>();
    /** Offsets in {@code runs.v1} at which this loop scheduled steps, until they are read back. */
    private final Set<Long> own = new HashSet<>();
    /** Ids of steps that this loop scheduled and must send. */
    private final Set<String> toSend = new HashSet<>();
    /** When to look for a step in its queue, by the id of its sending. */
    private final Map<String, Instant> lookAt = new HashMap<>();
    /** Where the log holds the decision about a step, by its run and name. */
    private final Map<String, LogWriter.Place> places = new HashMap<>();
    /** Steps that this loop gives up, by their run, until it is known whether they are. */
    private final Map<String, GivenUp> givenUp = new HashMap<>();
    /** Steps that are given up and must be set aside. */
    private final Deque<GivenUp> toBury = new ArrayDeque<>();

    private record GivenUp(StepReady step, String cause) {}

    ProjectWork(String project) {
        state = new ProjectState(project);
    }

    /**
     * What the work is done with.
     *
     * @param recheck how long a step may be out before it is looked for in its queue
     */
    record Tools(ObjectStore store, LogWriter log, QueueView queues, Liveness liveness, Duration recheck) {
        Surroundings at(Instant now) {
            return new Surroundings() {
                @Override
                public boolean isAlive(String attempt) {
                    return liveness.isAlive(attempt, now);
                }

                @Override
                public boolean isQueued(StepSending sending) {
                    return queues.holds(sending, now).orElse(true);
                }
            };
        }
    }

    String name() {
        return state.project();
    }

    /** Takes an event from its place in the log, and tells which decisions count from now on. */
    List<RunDecision> on(Event event, LogWriter.Place place) {
        appended.remove(event.id());
        var counted = state.on(event);
        boolean isOwn = event instanceof StepScheduled && own.remove(place.offset());
        for (var decision : counted) {
            if (decision instanceof StepScheduled step) {
                places.put(step.run() + "/" + step.step(), place);
                if (isOwn && decision.equals(event)) {
                    toSend.add(StepSending.of(step).eventId());
                }
            } else if (decision instanceof RunFailed failed) {
                var step = givenUp.remove(failed.run());
                if (step != null && failed.code().equals(StepRules.ATTEMPTS_SPENT)) {
                    toBury.add(step);
                }
            }
        }
        return counted;
    }

    /** Does what can be done now. May throw what store and broker throw; called again, it goes on. */
    void goOn(Instant now, Tools tools) {
        takeEffect(now, tools);
        appended.values().removeIf(at -> at.isBefore(now.minus(LOST)));
        if (appended.isEmpty()) {
            for (var due : state.due(now, tools.at(now))) {
                append(due.event(preparation(tools)), now, tools.log());
            }
        }
        redeem(now, tools); // last, since runs go on without it
    }

    private void redeem(Instant now, Tools tools) {
        var reference = state.unredeemed();
        if (reference.isPresent()) {
            var version = Documents.redeem(tools.store(), reference.get(), ProjectVersion.class);
            state.redeemed(reference.get(), version.configuration());
            goOn(now, tools);
        }
    }

    private void append(Event event, Instant now, LogWriter log) {
        appended.put(event.id(), now);
        LogWriter.Place place;
        try {
            place = log.append(event);
        } catch (RuntimeException e) {
            appended.remove(event.id()); // if it stands there all the same, its number keeps a second one out
            throw e;
        }
        if (event instanceof StepScheduled) {
            own.add(place.offset());
        }
    }

    /**
     * Sets aside what is given up, and puts into the queues what belongs there: at once what was just decided here, after a
     * look what may lie there.
     */
    private void takeEffect(Instant now, Tools tools) {
        for (var step = toBury.peek(); step != null; step = toBury.peek()) {
            bury(step, tools.log());
            toBury.remove();
        }
        var waiting = state.waiting(tools.at(now));
        var ids = waiting.stream().map(StepReady::id).collect(Collectors.toSet());
        toSend.retainAll(ids);
        lookAt.keySet().retainAll(ids);
        for (var step : waiting) {
            if (toSend.remove(step.id())) {
                send(step, now, tools);
            } else if (!now.isBefore(lookAt.computeIfAbsent(step.id(), id -> now.plus(LEFT_TO_OTHERS)))) {
                look(step, now, tools);
            }
        }
    }

    private void bury(GivenUp given, LogWriter log) {
        var step = given.step();
        var place = places.get(step.run() + "/" + step.step());
        if (place == null) {
            throw new IllegalStateException("a step is given up that was never scheduled: " + step.id());
        }
        log.bury(
                step,
                new DeadLetter(
                        Topic.RUNS, place.partition().partition(), place.offset(), Service.INGEST, given.cause()));
    }

    private void look(StepReady step, Instant now, Tools tools) {
        var sending = new StepSending(step.project(), step.run(), step.step(), step.sending());
        var isThere = tools.queues().holds(sending, now);
        if (isThere.isEmpty()) {
            return; // the next round knows
        }
        if (isThere.get()) {
            lookAt.put(step.id(), now.plus(tools.recheck()));
        } else {
            send(step, now, tools);
        }
    }

    private void send(StepReady step, Instant now, Tools tools) {
        lookAt.put(step.id(), now.plus(LEFT_TO_OTHERS)); // for when it cannot be told whether it was written
        tools.log().append(step);
        lookAt.put(step.id(), now.plus(tools.recheck()));
    }

    private Preparation preparation(Tools tools) {
        return new Preparation() {
            @Override
            public ObjectRef snapshot(String project, int generation, List<SnapshotStudy> studies) {
                return new Snapshots(tools.store()).put(project, generation, studies);
            }

            @Override
            public void deadLetter(StepReady step, String cause) {
                givenUp.put(step.run(), new GivenUp(step, cause));
            }
        };
    }
}
