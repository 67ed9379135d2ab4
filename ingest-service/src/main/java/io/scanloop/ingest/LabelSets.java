package io.scanloop.ingest;

import io.scanloop.ingest.LabelSet.Status;
import io.scanloop.ingest.Refusal.Kind;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.LabelManifest;
import io.scanloop.storage.layout.Numbered;
import io.scanloop.storage.layout.ProjectLayout;
import io.scanloop.storage.layout.StudyManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The label sets of stored studies, as the store has them. */
public final class LabelSets {
    private static final Pattern ID = Pattern.compile("l([1-9][0-9]{0,5})");

    private final Projects projects;
    private final StudyIntake studies;
    private final ObjectStore store;

    LabelSets(Projects projects, StudyIntake studies, ObjectStore store) {
        this.projects = projects;
        this.studies = studies;
        this.store = store;
    }

    /** A label set by its id. */
    public LabelSet get(String projectName, String study, String labels) {
        study(projectName, study);
        return Optional.of(labels)
                .filter(id -> ID.matcher(id).matches())
                .flatMap(id -> find(projects.layout(projectName), study, number(id)))
                .orElseThrow(LabelSets::unknown);
    }

    /** All label sets of a study, in order of arrival. */
    public List<LabelSet> list(String projectName, String study) {
        study(projectName, study);
        return all(projects.layout(projectName), study);
    }

    List<LabelSet> all(ProjectLayout project, String study) {
        var sets = new ArrayList<LabelSet>();
        int last = new Numbered(store, n -> project.labels(study, n)).last();
        for (int number = 1; number <= last; number++) {
            sets.add(find(project, study, number).orElseThrow());
        }
        return sets;
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

    /** The study that labels are for, which must be there. */
    StudyManifest study(String projectName, String study) {
        projects.current(projectName);
        return studies.find(projectName, study)
                .orElseThrow(() -> RefusedException.of(
                        Kind.CONFLICT,
                        "unknown-study",
                        "the id of a stored study",
                        "one that is not stored",
                        "send the study first, then its labels again: nothing was lost"))
                .manifest();
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
