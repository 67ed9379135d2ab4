package io.scanloop.ingest;

import io.scanloop.events.Event;
import io.scanloop.events.LabelsAccepted;
import io.scanloop.events.LabelsWithdrawn;
import io.scanloop.ingest.LabelSet.Status;
import io.scanloop.ingest.Receipt.Outcome;
import io.scanloop.ingest.Refusal.Kind;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.LabelDecision;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** What is decided about label sets. Acceptance and withdrawal are documents of their own, each written once. */
public final class LabelReview {
    private final Projects projects;
    private final LabelSets sets;
    private final Outbox outbox;
    private final Clock clock;

    LabelReview(Projects projects, LabelSets sets, Outbox outbox, Clock clock) {
        this.projects = projects;
        this.sets = sets;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Lets runs use a label set; accepting twice is accepting once. */
    public Receipt<LabelSet> accept(String projectName, String study, String labels, String actor) {
        var set = sets.get(projectName, study, labels);
        if (set.status() == Status.WITHDRAWN) {
            throw RefusedException.of(
                    Kind.CONFLICT,
                    "labels-withdrawn",
                    "a label set that was not withdrawn",
                    labels + ", which was",
                    "send the segmentation again if it was right after all: it becomes a new label set");
        }
        var project = projects.layout(projectName);
        var m = set.manifest();
        var event = new LabelsAccepted(
                "labels-accepted/%s/%s/%s".formatted(projectName, study, labels),
                clock.instant(),
                projectName,
                m.patient(),
                study,
                labels,
                actor);
        return decide(
                set, Status.ACCEPTED, project.labelsAccepted(study, LabelSets.number(labels)), null, event, actor);
    }

    /**
     * Takes a label set away from all later runs, for good.
     *
     * @param reason why, 1 to 500 characters
     */
    public Receipt<LabelSet> withdraw(
            String projectName, String study, String labels, @Nullable String reason, String actor) {
        if (reason == null || reason.isBlank() || reason.length() > 500) {
            throw RefusedException.of(
                    Kind.INVALID,
                    "bad-reason",
                    "a \"reason\" of 1 to 500 characters",
                    reason == null || reason.isBlank() ? "none" : reason.length() + " characters",
                    "say why, for those who look at later models");
        }
        var set = sets.get(projectName, study, labels);
        var project = projects.layout(projectName);
        var m = set.manifest();
        var event = new LabelsWithdrawn(
                "labels-withdrawn/%s/%s/%s".formatted(projectName, study, labels),
                clock.instant(),
                projectName,
                m.patient(),
                study,
                labels,
                reason.strip(),
                actor);
        return decide(
                set,
                Status.WITHDRAWN,
                project.labelsWithdrawn(study, LabelSets.number(labels)),
                reason.strip(),
                event,
                actor);
    }

    private Receipt<LabelSet> decide(
            LabelSet set, Status status, String key, @Nullable String reason, Event event, String actor) {
        var decision = new LabelDecision(event.at(), actor, reason);
        var committed = outbox.commit(key, Documents.write(decision), event);
        var decided = new LabelSet(set.manifest(), status);
        return committed
                .map(pending -> Receipt.of(outbox.announce(pending), decided))
                .orElseGet(() -> new Receipt<>(Outcome.UNCHANGED, decided));
    }
}
