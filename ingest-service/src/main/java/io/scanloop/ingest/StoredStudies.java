package io.scanloop.ingest;

import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.Names;
import io.scanloop.storage.layout.Numbered;
import io.scanloop.storage.layout.ProjectLayout;
import io.scanloop.storage.layout.StudyManifest;
import java.util.Optional;

/** The studies, as the store has them: what was acknowledged is found here at once, whatever the broker does. */
public final class StoredStudies {
    private final Installation installation;
    private final Projects projects;
    private final SplitLedger splits;
    private final ObjectStore store;

    StoredStudies(Installation installation, Projects projects, SplitLedger splits, ObjectStore store) {
        this.installation = installation;
        this.projects = projects;
        this.splits = splits;
        this.store = store;
    }

    /** A study by its id; empty when there is none. */
    public Optional<StoredStudy> find(String projectName, String study) {
        var project = projects.layout(projectName);
        if (!Names.isStudy(study)) {
            return Optional.empty();
        }
        return latest(project, study)
                .map(manifest -> new StoredStudy(
                        manifest, splits.find(project, manifest.patient()).orElseThrow()));
    }

    /** A study by the names that its sender uses; empty when there is none. */
    public Optional<StoredStudy> find(String projectName, StudyRequest request) {
        projects.current(projectName);
        return find(projectName, id(projectName, request));
    }

    /** The id that a study of these names has, whether it is stored or not. */
    String id(String projectName, StudyRequest request) {
        var pseudonyms = Pseudonyms.of(installation.key(), projectName);
        var patient = pseudonyms.patient(StudyRequestRules.name(request.patient()));
        return pseudonyms.study(patient, StudyRequestRules.name(request.study()));
    }

    Optional<StudyManifest> latest(ProjectLayout project, String study) {
        int revision = new Numbered(store, n -> project.study(study, n)).last();
        return revision == 0
                ? Optional.empty()
                : Documents.read(store, project.study(study, revision), StudyManifest.class);
    }
}
