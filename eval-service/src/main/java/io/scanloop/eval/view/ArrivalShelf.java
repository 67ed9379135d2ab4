package io.scanloop.eval.view;

import io.scanloop.events.LabelsAccepted;
import io.scanloop.events.LabelsWithdrawn;
import io.scanloop.events.PatientAssigned;
import io.scanloop.events.PatientErased;
import io.scanloop.events.Split;
import io.scanloop.events.StudyEvent;
import io.scanloop.events.StudyStored;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What came in for one project. Events may come twice, and those of different requests in either order. */
final class ArrivalShelf {
    private final Map<String, StudyStored> studies = new HashMap<>();
    private final Map<String, Split> sides = new HashMap<>();
    private final Map<String, Set<String>> accepted = new HashMap<>();
    private final Map<String, Set<String>> withdrawn = new HashMap<>();
    private final Set<String> erased = new HashSet<>();
    private @Nullable Instant latest;

    void on(StudyEvent event) {
        if (event instanceof PatientAssigned assigned) {
            sides.put(assigned.patient(), assigned.split());
        } else if (event instanceof StudyStored stored) {
            studies.merge(stored.study(), stored, (old, now) -> now.revision() > old.revision() ? now : old);
            seen(stored.at());
        } else if (event instanceof LabelsAccepted labels) {
            accepted.computeIfAbsent(labels.study(), study -> new HashSet<>()).add(labels.labels());
            seen(labels.at());
        } else if (event instanceof LabelsWithdrawn labels) {
            withdrawn.computeIfAbsent(labels.study(), study -> new HashSet<>()).add(labels.labels());
        } else if (event instanceof PatientErased gone) {
            erased.add(gone.patient());
        }
    }

    private void seen(Instant at) {
        latest = latest == null || at.isAfter(latest) ? at : latest;
    }

    Arrivals view(String project) {
        var contrasts = new TreeMap<String, Integer>();
        standing().forEach(study -> study.contrasts().forEach(contrast -> contrasts.merge(contrast, 1, Integer::sum)));
        var labelled = standing().filter(this::isLabelled).toList();
        return new Arrivals(
                project, count(), labelled.size(), perSide(standing()), perSide(labelled.stream()), contrasts, latest);
    }

    int count() {
        return (int) standing().count();
    }

    int labelledCount() {
        return (int) standing().filter(this::isLabelled).count();
    }

    private Stream<StudyStored> standing() {
        return studies.values().stream().filter(study -> !erased.contains(study.patient()));
    }

    private boolean isLabelled(StudyStored study) {
        var gone = withdrawn.getOrDefault(study.study(), Set.of());
        return accepted.getOrDefault(study.study(), Set.of()).stream().anyMatch(labels -> !gone.contains(labels));
    }

    private SortedMap<Split, Integer> perSide(Stream<StudyStored> chosen) {
        var patients = chosen.map(StudyStored::patient).collect(Collectors.toSet());
        var counts = new TreeMap<Split, Integer>();
        for (var side : Split.values()) {
            counts.put(side, (int) patients.stream()
                    .filter(patient -> side == sides.get(patient))
                    .count());
        }
        return counts;
    }
}
