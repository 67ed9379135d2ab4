package io.scanloop.ingest;

import io.scanloop.events.AssignedBy;
import io.scanloop.events.PatientAssigned;
import io.scanloop.events.Split;
import io.scanloop.ingest.Refusal.Kind;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.Numbered;
import io.scanloop.storage.layout.PatientRecord;
import io.scanloop.storage.layout.ProjectLayout;
import io.scanloop.storage.layout.SplitSlot;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives each patient one side, once. The record {@code patient.json} is written by one conditional put and is the only
 * truth; the places in the arrival order only serve balance, so two replicas need nothing but the store to agree.
 */
final class SplitLedger {
    private final ObjectStore store;
    private final Installation installation;
    private final Outbox outbox;
    private final Clock clock;
    private final Map<String, Integer> lastSlots = new ConcurrentHashMap<>();

    SplitLedger(ObjectStore store, Installation installation, Outbox outbox, Clock clock) {
        this.store = store;
        this.installation = installation;
        this.outbox = outbox;
        this.clock = clock;
    }

    Optional<PatientRecord> find(ProjectLayout project, String patient) {
        return Documents.read(store, project.patient(patient), PatientRecord.class);
    }

    /**
     * The patient's record; the first caller of all makes it and announces it.
     *
     * @param requested the side that the sender named, or null
     * @throws RefusedException when the patient is on another side than the one requested
     */
    PatientRecord assign(ProjectLayout project, String patient, @Nullable Split requested) {
        var standing = find(project, patient);
        if (standing.isPresent()) {
            return agreed(standing.get(), requested);
        }
        var proposed = propose(project, patient, requested);
        var event = new PatientAssigned(
                "patient-assigned/%s/%s".formatted(project.project(), patient),
                proposed.at(),
                project.project(),
                patient,
                proposed.split(),
                proposed.by());
        var committed = outbox.commit(project.patient(patient), Documents.write(proposed), event);
        if (committed.isPresent()) {
            outbox.announce(committed.get());
            return proposed;
        }
        return agreed(find(project, patient).orElseThrow(), requested);
    }

    private PatientRecord propose(ProjectLayout project, String patient, @Nullable Split requested) {
        if (requested != null) {
            return new PatientRecord(patient, requested, AssignedBy.SENDER, -1, clock.instant());
        }
        int slot = claimSlot(project, patient);
        var side = BlockOrder.of(installation.key(), project.project()).side(slot);
        return new PatientRecord(patient, side, AssignedBy.BLOCK, slot, clock.instant());
    }

    /** The record that stands, if it is not against what the sender asked for. */
    private static PatientRecord agreed(PatientRecord standing, @Nullable Split requested) {
        if (requested != null && requested != standing.split()) {
            throw RefusedException.of(
                    Kind.CONFLICT,
                    "split-conflict",
                    "the side %s, on which the patient already is".formatted(Sides.name(standing.split())),
                    Sides.name(requested),
                    "leave the split out, or send the patient to another project: a patient never changes sides");
        }
        return standing;
    }

    /**
     * Claims the first free place, or finds the one that this patient claimed before a crash or in another replica. A
     * patient may end up with two places when both happen at once; balance then misses one, and nothing else is lost.
     */
    private int claimSlot(ProjectLayout project, String patient) {
        var series = new Numbered(store, project::slot);
        int known = lastSlots.getOrDefault(project.project(), 0);
        int last = series.lastFrom(known);
        for (int slot = Math.max(1, last - BlockOrder.BLOCK); slot <= last; slot++) {
            if (holder(project, slot).equals(patient)) {
                return slot;
            }
        }
        for (int slot = last + 1; ; slot++) {
            boolean isMine = store.putIfAbsent(project.slot(slot), Documents.write(new SplitSlot(patient)));
            lastSlots.merge(project.project(), slot, Math::max);
            if (isMine || holder(project, slot).equals(patient)) {
                return slot;
            }
        }
    }

    private String holder(ProjectLayout project, int slot) {
        return Documents.read(store, project.slot(slot), SplitSlot.class)
                .map(SplitSlot::patient)
                .orElse("");
    }
}
