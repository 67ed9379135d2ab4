package io.scanloop.workflow.dispatch;

import io.scanloop.events.Event;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.ProjectConfigured;
import io.scanloop.events.RequestEvent;
import io.scanloop.events.RunDecision;
import io.scanloop.events.StepEvent;
import io.scanloop.events.StepReady;
import io.scanloop.events.StudyEvent;
import io.scanloop.events.TriggerEvaluated;
import io.scanloop.storage.layout.ProjectConfiguration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One project, as its topics tell it, and what is due in it.
 *
 * <p>It is a fold per topic and no more: each part is fed by one topic alone, and what belongs together is joined when it
 * is asked for. So the order of topics among each other does not matter, and whoever has read the same events, at once or
 * after any restart, has the same state. There is no clock in it and no chance; time enters as an argument of
 * {@link #due}. It belongs to one thread.
 */
public final class ProjectState {
    private final String project;
    private final Cohort cohort = new Cohort();
    private final Wishes wishes = new Wishes();
    private final Decided decided = new Decided();
    private final Reported reported = new Reported();
    private final Evaluated evaluated = new Evaluated();
    private @Nullable ProjectConfigured configured;
    private @Nullable Redeemed redeemed;

    private record Redeemed(ObjectRef reference, ProjectConfiguration configuration) {}

    /** A project of which nothing is known. */
    public ProjectState(String project) {
        this.project = project;
    }

    public String project() {
        return project;
    }

    /**
     * Takes the next event of its topic. Events of other topics than those that dispatch decides on change nothing.
     *
     * @return the decisions that count from now on
     */
    public List<RunDecision> on(Event event) {
        if (event instanceof StudyEvent study) {
            cohort.on(study);
        } else if (event instanceof StepEvent step) {
            reported.on(step, decided.find(step.run()));
        } else if (event instanceof RunDecision decision) {
            return onDecision(decision);
        } else if (event instanceof RequestEvent request) {
            wishes.on(request);
        } else if (event instanceof TriggerEvaluated said) {
            evaluated.on(said);
        } else if (event instanceof ProjectConfigured version) {
            configured = configured == null || configured.version() < version.version() ? version : configured;
        }
        return List.of();
    }

    private List<RunDecision> onDecision(RunDecision decision) {
        var counted = decided.on(decision);
        for (var each : counted) {
            var run = decided.find(each.run());
            if (run != null && run.isOver()) {
                reported.isOver(run);
            }
        }
        return counted;
    }

    /** The configuration that must be read from the store before a run can start; empty when it was. */
    public Optional<ObjectRef> unredeemed() {
        return Optional.ofNullable(configured)
                .map(ProjectConfigured::configuration)
                .filter(reference -> redeemed == null || !redeemed.reference().equals(reference));
    }

    /** Takes what the store holds under a reference that {@link #unredeemed} named. */
    public void redeemed(ObjectRef reference, ProjectConfiguration configuration) {
        redeemed = new Redeemed(reference, configuration);
    }

    /**
     * What is to be written now, in this order: what triggers say anew, or one decision. Nothing more is due until all of
     * it was read back.
     */
    List<Due> due(Instant now, Surroundings around) {
        var steps = new StepRules(project, cohort, wishes, decided, reported);
        for (var run : decided.open()) {
            var next = steps.next(run, now, around);
            if (next.isPresent()) {
                return List.of(next.get());
            }
        }
        var current = configured;
        if (current == null || redeemed == null || unredeemed().isPresent()) {
            return List.of();
        }
        var configuration = redeemed.configuration();
        return new TriggerRules(current, configuration, cohort, wishes, decided, reported, evaluated).due(now);
    }

    /** Steps that were scheduled and taken by nobody: they lie in their queue, or belong there. */
    List<StepReady> waiting(Surroundings around) {
        return decided.open().stream()
                .filter(run -> !run.isPaused())
                .flatMap(run -> StreamSupport.stream(run.scheduled().spliterator(), false)
                        .filter(step -> {
                            var trail = reported.trail(run.name(), step.step());
                            return trail.completed() == null
                                    && trail.attemptsAt(step.sending())
                                            .findAny()
                                            .isEmpty()
                                    && StepRules.liveAttempt(trail, around).isEmpty();
                        })
                        .map(step -> StepRules.ready(
                                step, wishes.priority(run.name(), run.started().priority()))))
                .toList();
    }

    /** The number that the next decision must bear to count. */
    public long nextNumber() {
        return decided.nextNumber();
    }

    /** Equal when the same was folded. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProjectState that
                && project.equals(that.project)
                && cohort.equals(that.cohort)
                && wishes.equals(that.wishes)
                && decided.equals(that.decided)
                && reported.equals(that.reported)
                && evaluated.equals(that.evaluated)
                && Objects.equals(configured, that.configured)
                && Objects.equals(redeemed, that.redeemed);
    }

    @Override
    public int hashCode() {
        return Objects.hash(project, cohort, wishes, decided, reported, evaluated, configured, redeemed);
    }
}
