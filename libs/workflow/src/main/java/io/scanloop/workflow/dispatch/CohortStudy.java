package io.scanloop.workflow.dispatch;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.Split;
import io.scanloop.storage.layout.SnapshotLabels;
import io.scanloop.storage.layout.SnapshotStudy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One study with its revisions and label sets. */
final class CohortStudy {
    private final String study;
    private final String patient;
    private final TreeMap<Integer, Revision> revisions = new TreeMap<>();
    private Set<Integer> quarantined = Set.of();
    private Map<String, ObjectRef> labels = Map.of();
    private Set<String> accepted = Set.of();
    private Set<String> withdrawn = Set.of();

    private record Revision(List<String> contrasts, ObjectRef manifest) {}

    CohortStudy(String study, String patient) {
        this.study = study;
        this.patient = patient;
    }

    String patient() {
        return patient;
    }

    void stored(int revision, List<String> contrasts, ObjectRef manifest) {
        revisions.putIfAbsent(revision, new Revision(contrasts.stream().sorted().toList(), manifest));
    }

    void quarantined(int revision) {
        quarantined = with(quarantined, revision);
    }

    void labelsStored(String name, ObjectRef manifest) {
        var more = new TreeMap<>(labels);
        more.putIfAbsent(name, manifest);
        labels = more;
    }

    void labelsAccepted(String name) {
        accepted = with(accepted, name);
    }

    void labelsWithdrawn(String name) {
        withdrawn = with(withdrawn, name);
    }

    private static <E> Set<E> with(Set<E> set, E element) {
        var more = new TreeSet<E>(set);
        more.add(element);
        return more;
    }

    /** The number of the last revision, which is how many there are; 0 while none is known. */
    int lastRevision() {
        return revisions.isEmpty() ? 0 : revisions.lastKey();
    }

    int acceptedEver() {
        return accepted.size();
    }

    boolean isQuarantined(int revision) {
        return quarantined.contains(revision);
    }

    /** Whether no revision is usable, and one is quarantined. */
    boolean isQuarantined() {
        return !quarantined.isEmpty() && newestUsable().isEmpty();
    }

    private Optional<Map.Entry<Integer, Revision>> newestUsable() {
        return revisions.descendingMap().entrySet().stream()
                .filter(revision -> !quarantined.contains(revision.getKey()))
                .findFirst();
    }

    /** As a run uses it; empty when no revision is usable. */
    Optional<SnapshotStudy> usable(Split side) {
        return newestUsable()
                .map(newest -> new SnapshotStudy(
                        patient,
                        side,
                        study,
                        newest.getKey(),
                        newest.getValue().contrasts(),
                        newest.getValue().manifest(),
                        latestLabels()));
    }

    private @Nullable SnapshotLabels latestLabels() {
        return labels.entrySet().stream()
                .filter(set -> accepted.contains(set.getKey()) && !withdrawn.contains(set.getKey()))
                .max(Map.Entry.comparingByKey(CohortStudy::compare))
                .map(set -> new SnapshotLabels(set.getKey(), set.getValue()))
                .orElse(null);
    }

    /** Label sets are named {@code l1}, {@code l2}, ... in order of arrival: the longer name is the later one. */
    private static int compare(String one, String other) {
        int byLength = Integer.compare(one.length(), other.length());
        return byLength != 0 ? byLength : one.compareTo(other);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CohortStudy that
                && patient.equals(that.patient)
                && revisions.equals(that.revisions)
                && quarantined.equals(that.quarantined)
                && labels.equals(that.labels)
                && accepted.equals(that.accepted)
                && withdrawn.equals(that.withdrawn);
    }

    @Override
    public int hashCode() {
        return Objects.hash(study, patient, revisions, quarantined, labels, accepted, withdrawn);
    }
}
