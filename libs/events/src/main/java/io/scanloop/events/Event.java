package io.scanloop.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A fact that one service tells the others. Facts only, never bytes: an {@link ObjectRef} is the claim check.
 *
 * <p>Fields are added, never renamed or given a new meaning; a breaking change is a new type. The same event may be
 * delivered twice, always with the same {@link #id}: handlers are safe to run twice.
 */
public sealed interface Event
        permits ProjectEvent,
                StudyEvent,
                RequestEvent,
                RunDecision,
                StepReady,
                StepEvent,
                WorkerSeen,
                TriggerEvaluated,
                MetricBatch,
                EvaluationReport,
                ModelEvent,
                AuditRecorded {

    /** Stands in place of a project where an event belongs to none, as an idle worker's heartbeat. */
    String NO_PROJECT = "-";

    /** Names the fact: lower case, at most 200 of {@code a-z 0-9 . _ / -}; the same fact always has the same id. */
    String id();

    /** When it happened, by the clock of its writer. */
    Instant at();

    /** The project that it belongs to. */
    String project();

    /** Where it is written. */
    Topic topic();

    /** What orders it among the events of its topic; null where order means nothing. */
    default @Nullable String key() {
        return project();
    }

    /** What it is about, for those who route by headers. */
    default String subject() {
        return project();
    }
}
