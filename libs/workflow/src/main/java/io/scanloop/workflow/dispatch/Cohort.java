package io.scanloop.workflow.dispatch;

import io.scanloop.events.LabelsAccepted;
import io.scanloop.events.LabelsStored;
import io.scanloop.events.LabelsWithdrawn;
import io.scanloop.events.PatientAssigned;
import io.scanloop.events.PatientErased;
import io.scanloop.events.Split;
import io.scanloop.events.StudyEvent;
import io.scanloop.events.StudyQuarantined;
import io.scanloop.events.StudyStored;
import io.scanloop.storage.layout.SnapshotStudy;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a project has: patients with their sides, studies, label sets. A fold over {@code studies.v1}.
 *
 * <p>The order of events does not matter: between replicas of intake, a study's event may come before its patient's and
 * a later revision before an earlier one.
 */
final class Cohort {
    private final Map<String, Split> sides = new HashMap<>();
    private final Set<String> erased = new HashSet<>();
    private final Map<String, CohortStudy> studies = new HashMap<>();
    private @Nullable Arrival last;
    private @Nullable Counted counted;

    private record Counted(List<String> contrasts, CohortFigures figures) {}

    /** The latest of what came. */
    private record Arrival(Instant at, String event) {
        boolean isBefore(Arrival other) {
            int order = at.compareTo(other.at);
            return order < 0 || (order == 0 && event.compareTo(other.event) < 0);
        }
    }

    void on(StudyEvent event) {
        counted = null;
        if (event instanceof PatientAssigned assigned) {
            sides.putIfAbsent(assigned.patient(), assigned.split());
        } else if (event instanceof StudyStored stored) {
            study(stored.study(), stored.patient()).stored(stored.revision(), stored.contrasts(), stored.manifest());
            arrived(stored);
        } else if (event instanceof StudyQuarantined quarantined) {
            study(quarantined.study(), quarantined.patient()).quarantined(quarantined.revision());
        } else if (event instanceof LabelsStored labels) {
            study(labels.study(), labels.patient()).labelsStored(labels.labels(), labels.manifest());
        } else if (event instanceof LabelsAccepted accepted) {
            study(accepted.study(), accepted.patient()).labelsAccepted(accepted.labels());
            arrived(accepted);
        } else if (event instanceof LabelsWithdrawn withdrawn) {
            study(withdrawn.study(), withdrawn.patient()).labelsWithdrawn(withdrawn.labels());
        } else if (event instanceof PatientErased gone) {
            erased.add(gone.patient());
        }
    }

    private CohortStudy study(String study, String patient) {
        return studies.computeIfAbsent(study, id -> new CohortStudy(id, patient));
    }

    private void arrived(StudyEvent event) {
        var arrival = new Arrival(event.at(), event.id());
        if (last == null || last.isBefore(arrival)) {
            last = arrival;
        }
    }

    /**
     * What a run that starts now may use: newest usable revision of each study whose side is known, in no order.
     *
     * @param contrasts what networks take in; a study without any of them is of no use
     */
    List<SnapshotStudy> usable(List<String> contrasts) {
        return usableStudies(contrasts).toList();
    }

    private Stream<SnapshotStudy> usableStudies(List<String> contrasts) {
        return studies.values().stream()
                .filter(study -> !erased.contains(study.patient()))
                .flatMap(study -> {
                    var side = sides.get(study.patient());
                    return side == null ? Stream.empty() : study.usable(side).stream();
                })
                .filter(study -> study.contrasts().stream().anyMatch(contrasts::contains));
    }

    /**
     * The counts by which it is decided.
     *
     * @param contrasts as for {@link #usable}
     */
    CohortFigures figures(List<String> contrasts) {
        var known = counted;
        if (known == null || !known.contrasts().equals(contrasts)) {
            known = new Counted(contrasts, count(contrasts));
            counted = known;
        }
        return known.figures();
    }

    private CohortFigures count(List<String> contrasts) {
        long trainRevisions = 0;
        long labelSets = 0;
        int stored = 0;
        int quarantined = 0;
        for (var study : studies.values()) {
            var side = sides.get(study.patient());
            if (side != null) {
                trainRevisions += side == Split.TRAIN ? study.lastRevision() : 0;
                labelSets += study.acceptedEver();
            }
            stored += study.lastRevision() > 0 ? 1 : 0;
            quarantined += study.isQuarantined() ? 1 : 0;
        }
        var counting = new CohortFigures.Counting(trainRevisions, labelSets, stored, quarantined);
        usableStudies(contrasts).forEach(counting::add);
        return counting.figures();
    }

    boolean isQuarantined(String study, int revision) {
        var known = studies.get(study);
        return known != null && known.isQuarantined(revision);
    }

    /** The patient of a study; null when the project has no such study. */
    @Nullable
    String patientOf(String study) {
        var known = studies.get(study);
        return known == null || known.lastRevision() == 0 ? null : known.patient();
    }

    /** When the last study or acceptance came; the beginning of time when none did. */
    Instant lastArrival() {
        return last == null ? Instant.EPOCH : last.at();
    }

    /** Id of the event of {@link #lastArrival}; null when nothing came. */
    @Nullable
    String lastArrivalEvent() {
        return last == null ? null : last.event();
    }

    /** Equal when all that was folded is equal. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cohort that
                && sides.equals(that.sides)
                && erased.equals(that.erased)
                && studies.equals(that.studies)
                && Objects.equals(last, that.last);
    }

    @Override
    public int hashCode() {
        return Objects.hash(sides, erased, studies, last);
    }
}
