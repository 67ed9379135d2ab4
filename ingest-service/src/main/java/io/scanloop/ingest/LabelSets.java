package io.scanloop.ingest;

import io.scanloop.ingest.LabelSet.Status;
import io.scanloop.ingest.Refusal.Kind;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.LabelManifest;
import io.scanloop.storage.layout.Numbered;
import io.scanloop.storage.layout.ProjectLayout;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The label sets of stored studies, as the store has them. */
public final class LabelSets {
    private static final Pattern ID = Pattern.compile("l([1-9][0-9]{0,5})");

    private final Projects projects;
    private final StoredStudies studies;
    private final ObjectStore store;

    LabelSets(Projects projects, StoredStudies studies, ObjectStore store) {
        this.projects = projects;
        this.studies = studies;
        this.store = store;
    }

    /** A label set by its id. */
    public LabelSet get(String projectName, String study, String labels) {
        requireStudy(projectName, study);
        return Optional.of(labels)
                .filter(id -> ID.matcher(id).matches())
                .flatMap(id -> find(projects.layout(projectName), study, number(id)))
                .orElseThrow(LabelSets::unknown);
    }

    /**
     * Label sets of a study in order of arrival.
     *
     * @param after the number of the last one that was seen, or 0
     * @param limit most sets to return
     */
    public List<LabelSet> list(String projectName, String study, int after, int limit) {
        requireStudy(projectName, study);
        return page(projects.layout(projectName), study, after, limit);
    }

    /** All label sets of a study, in order of arrival. */
    List<LabelSet> all(ProjectLayout project, String study) {
        return page(project, study, 0, Integer.MAX_VALUE);
    }

    private List<LabelSet> page(ProjectLayout project, String study, int after, int limit) {
        int last = new Numbered(store, n -> project.labels(study, n)).last();
        return IntStream.rangeClosed(after + 1, (int) Math.min(last, (long) after + limit))
                .mapToObj(number -> find(project, study, number).orElseThrow())
                .toList();
    }

    private Optional<LabelSet> find(ProjectLayout project, String study, int number) {
        return Documents.read(store, project.labels(study, number), LabelManifest.class)
                .map(manifest -> new LabelSet(manifest, status(project, study, number)));
    }

    private Status status(ProjectLayout project, String study, int number) {
        if (store.size(project.labelsWithdrawn(study, number)).isPresent()) {
            return Status.WITHDRAWN;
        }
        return store.size(project.labelsAccepted(study, number)).isPresent() ? Status.ACCEPTED : Status.STORED;
    }

    private void requireStudy(String projectName, String study) {
        projects.current(projectName);
        if (studies.find(projectName, study).isEmpty()) {
            throw RefusedException.of(
                    Kind.UNKNOWN,
                    "unknown-study",
                    "the id of a stored study",
                    "one that is not stored",
                    "list the studies with GET .../studies");
        }
    }

    /** The number in an id. */
    static int number(String labels) {
        return Integer.parseInt(labels.substring(1));
    }

    private static RefusedException unknown() {
        return RefusedException.of(
                Kind.UNKNOWN,
                "unknown-labels",
                "the id of a label set of this study, like l1",
                "another",
                "list them with GET .../labels");
    }
}
