package io.scanloop.ingest;

import io.scanloop.events.EncoderStored;
import io.scanloop.events.Event;
import io.scanloop.events.LabelsAccepted;
import io.scanloop.events.LabelsStored;
import io.scanloop.events.LabelsWithdrawn;
import io.scanloop.events.PatientAssigned;
import io.scanloop.events.PatientErased;
import io.scanloop.events.ProjectConfigured;
import io.scanloop.events.Split;
import io.scanloop.events.StudyQuarantined;
import io.scanloop.events.StudyStored;
import io.scanloop.ingest.Refusal.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What came in, for lists: a fold over the topics of projects and studies. Events may come twice, and those of
 * different requests in either order. It lags the log by milliseconds; single studies are read from the store.
 */
public final class StudyCatalog {
    private final Map<String, ProjectConfigured> projects = new TreeMap<>();
    private final Map<String, SortedMap<String, EncoderStored>> encoders = new HashMap<>();
    private final Map<String, Shelf> shelves = new HashMap<>();
    private boolean isComplete;

    /**
     * One study as lists show it.
     *
     * @param split null until its patient's side has been announced
     * @param labels label sets that were not withdrawn
     * @param accepted label sets that runs may use
     */
    public record Line(
            String study,
            String patient,
            @Nullable Split split,
            int revision,
            List<String> contrasts,
            int labels,
            int accepted) {}

    /**
     * Some of the studies of a project.
     *
     * @param next where the next page begins, null on the last page
     * @param total studies of the project that fulfil the condition
     */
    public record Page(List<Line> items, @Nullable Long next, int total) {}

    /**
     * What a run that starts now would find.
     *
     * @param train studies of the train side
     * @param testStudies studies of the test side with labels that runs may use
     * @param patients patients with such labels, by side
     */
    public record Counts(int train, int testStudies, Map<Split, Integer> patients) {}

    /** The studies of one project in order of arrival. */
    private static final class Shelf {
        final Map<String, StudyStored> studies = new HashMap<>();
        final SortedMap<Long, String> arrivals = new TreeMap<>();
        private long arrived;
        final Map<String, Split> sides = new HashMap<>();
        final Map<String, Set<String>> stored = new HashMap<>();
        final Map<String, Set<String>> accepted = new HashMap<>();
        final Map<String, Set<String>> withdrawn = new HashMap<>();
        final Map<String, Set<Integer>> quarantined = new HashMap<>();

        /** Whether some revision of a study is not in quarantine: they are numbered from 1. */
        boolean isUsable(Line line) {
            return quarantined.getOrDefault(line.study(), Set.of()).size() < line.revision();
        }

        void add(StudyStored came) {
            var known = studies.putIfAbsent(came.study(), came);
            if (known == null) {
                arrivals.put(++arrived, came.study());
            } else if (came.revision() > known.revision()) {
                studies.put(came.study(), came);
            }
        }

        void erase(String patient) {
            studies.values().removeIf(study -> study.patient().equals(patient));
            arrivals.values().removeIf(study -> !studies.containsKey(study));
        }

        StudyStored latest(String study) {
            return Objects.requireNonNull(studies.get(study));
        }

        Line line(StudyStored stored) {
            var study = stored.study();
            return new Line(
                    study,
                    stored.patient(),
                    sides.get(stored.patient()),
                    stored.revision(),
                    stored.contrasts(),
                    standing(this.stored, study),
                    standing(accepted, study));
        }

        private int standing(Map<String, Set<String>> sets, String study) {
            var gone = withdrawn.getOrDefault(study, Set.of());
            return (int) sets.getOrDefault(study, Set.of()).stream()
                    .filter(labels -> !gone.contains(labels))
                    .count();
        }
    }

    /** Takes in an event of the log. */
    public synchronized void on(Event event) {
        if (event instanceof ProjectConfigured configured) {
            projects.merge(configured.project(), configured, (old, now) -> now.version() > old.version() ? now : old);
            return;
        }
        if (event instanceof EncoderStored stored) {
            encoders.computeIfAbsent(stored.project(), project -> new TreeMap<>())
                    .putIfAbsent(stored.encoder(), stored);
            return;
        }
        var shelf = shelves.computeIfAbsent(event.project(), project -> new Shelf());
        if (event instanceof PatientAssigned assigned) {
            shelf.sides.put(assigned.patient(), assigned.split());
        } else if (event instanceof StudyStored stored) {
            shelf.add(stored);
        } else if (event instanceof LabelsStored stored) {
            add(shelf.stored, stored.study(), stored.labels());
        } else if (event instanceof LabelsAccepted accepted) {
            add(shelf.accepted, accepted.study(), accepted.labels());
        } else if (event instanceof LabelsWithdrawn withdrawn) {
            add(shelf.withdrawn, withdrawn.study(), withdrawn.labels());
        } else if (event instanceof StudyQuarantined quarantined) {
            shelf.quarantined
                    .computeIfAbsent(quarantined.study(), study -> new HashSet<>())
                    .add(quarantined.revision());
        } else if (event instanceof PatientErased erased) {
            shelf.erase(erased.patient());
        }
    }

    private static void add(Map<String, Set<String>> sets, String study, String labels) {
        sets.computeIfAbsent(study, s -> new HashSet<>()).add(labels);
    }

    /** From now on lists are answered: what was in the log at the start has been taken in. */
    public synchronized void complete() {
        isComplete = true;
    }

    private void requireComplete() {
        if (!isComplete) {
            throw RefusedException.of(
                    Kind.UNAVAILABLE,
                    "lists-not-ready",
                    "a service that has read the log",
                    "one that is still reading, or that waits for the broker",
                    "ask again in a few seconds; single studies and uploads do not depend on it");
        }
    }

    /**
     * Counts what a run would use.
     *
     * @param contrasts what networks take in; a study without any of them is of no use
     */
    public synchronized Counts counts(String project, List<String> contrasts) {
        requireComplete();
        var shelf = shelves.getOrDefault(project, new Shelf());
        int train = 0;
        int testStudies = 0;
        var patients = new EnumMap<Split, Set<String>>(Split.class);
        for (var stored : shelf.studies.values()) {
            var line = shelf.line(stored);
            var side = line.split();
            if (side == null
                    || !shelf.isUsable(line)
                    || line.contrasts().stream().noneMatch(contrasts::contains)) {
                continue;
            }
            train += side == Split.TRAIN ? 1 : 0;
            if (line.accepted() > 0) {
                testStudies += side == Split.TEST ? 1 : 0;
                patients.computeIfAbsent(side, s -> new HashSet<>()).add(line.patient());
            }
        }
        var numbers = new TreeMap<Split, Integer>();
        for (var side : Split.values()) {
            numbers.put(side, patients.getOrDefault(side, Set.of()).size());
        }
        return new Counts(train, testStudies, numbers);
    }

    /** All projects by name. */
    public synchronized List<ProjectConfigured> projects() {
        requireComplete();
        return List.copyOf(projects.values());
    }

    /** All published weights of a project by name. */
    public synchronized List<EncoderStored> encoders(String project) {
        requireComplete();
        return List.copyOf(encoders.getOrDefault(project, new TreeMap<>()).values());
    }

    /**
     * A page of a project's studies in order of arrival.
     *
     * @param after where to begin: {@link Page#next} of the page before, or 0
     * @param limit most lines to return
     */
    public synchronized Page studies(String project, Predicate<Line> condition, long after, int limit) {
        requireComplete();
        var items = new ArrayList<Line>();
        var shelf = shelves.getOrDefault(project, new Shelf());
        Long next = null;
        long last = after;
        int total = 0;
        for (var arrival : shelf.arrivals.entrySet()) {
            var line = shelf.line(shelf.latest(arrival.getValue()));
            if (!condition.test(line)) {
                continue;
            }
            total++;
            if (arrival.getKey() > after && items.size() < limit) {
                items.add(line);
                last = arrival.getKey();
            } else if (arrival.getKey() > after && next == null) {
                next = last;
            }
        }
        return new Page(items, next, total);
    }
}
