package io.scanloop.storage.layout;

/**
 * The keys of one project's objects. All of a patient's bytes lie under one prefix, so that erasing a patient is
 * deleting one prefix; no key is a folder of another.
 *
 * @param project a valid project name, see {@link Names#project}
 */
public record ProjectLayout(String project) {

    public ProjectLayout {
        Names.project(project);
    }

    /** One version of the project's configuration, a {@link ProjectVersion}; versions count from 1 without gaps. */
    public String configuration(int version) {
        return "projects/%s/config/%d.json".formatted(project, version);
    }

    /** The n-th place (from 1) in the order in which patients arrived, a {@link SplitSlot}. */
    public String slot(int n) {
        return "projects/%s/split/%d.json".formatted(project, n);
    }

    /** Everything that was ever stored of a patient. */
    public String patientPrefix(String patient) {
        return "projects/%s/patients/%s/".formatted(project, Names.patient(patient));
    }

    /** The patient's side, a {@link PatientRecord}. */
    public String patient(String patient) {
        return patientPrefix(patient) + "patient.json";
    }

    /** One revision of a study, a {@link StudyManifest}; revisions count from 1 without gaps. */
    public String study(String study, int revision) {
        return studyPrefix(study) + "r%d.json".formatted(revision);
    }

    /** A volume as it was sent, named by the SHA-256 of its bytes. */
    public String volume(String study, String sha256) {
        return studyPrefix(study) + "volumes/" + Names.sha256(sha256);
    }

    /** The n-th label set (from 1) of a study, a {@link LabelManifest}. */
    public String labels(String study, int n) {
        return studyPrefix(study) + "labels/l%d.json".formatted(n);
    }

    /** Stands when the n-th label set was accepted, a {@link LabelDecision}. */
    public String labelsAccepted(String study, int n) {
        return studyPrefix(study) + "labels/l%d-accepted.json".formatted(n);
    }

    /** Stands when the n-th label set was withdrawn, a {@link LabelDecision}; this is final. */
    public String labelsWithdrawn(String study, int n) {
        return studyPrefix(study) + "labels/l%d-withdrawn.json".formatted(n);
    }

    /** What is known of a refused input, a {@link QuarantineEntry}. */
    public String quarantine(String id) {
        return quarantinePrefix() + Names.token(id) + ".json";
    }

    /** All refused inputs of the project. */
    public String quarantinePrefix() {
        return "quarantine/%s/".formatted(project);
    }

    private String studyPrefix(String study) {
        return patientPrefix(Names.patientOf(study)) + "studies/%s/".formatted(study);
    }
}
