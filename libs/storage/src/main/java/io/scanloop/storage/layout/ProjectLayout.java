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

    /** A snapshot, a {@link Snapshot}, named by the SHA-256 of its bytes. */
    public String snapshot(String sha256) {
        return "projects/%s/snapshots/%s.json".formatted(project, Names.sha256(sha256));
    }

    /** Part of a snapshot, a {@link SnapshotChunk}, named by the SHA-256 of its bytes. */
    public String snapshotChunk(String sha256) {
        return "projects/%s/snapshots/chunks/%s.json".formatted(project, Names.sha256(sha256));
    }

    /** What makes a step done, a {@link StepManifest}. */
    public String step(String run, String step) {
        return stepPrefix(run, step) + "manifest.json";
    }

    /** An output of one attempt at a step; it counts once the step's manifest names it. */
    public String output(String run, String step, String attempt, String file) {
        return stepPrefix(run, step) + "a-%s/%s".formatted(Names.token(attempt), Names.file(file));
    }

    /** What an attempt saved before it had to stop. */
    public String progress(String run, String step, String attempt, String file) {
        return stepPrefix(run, step) + "progress/%s/%s".formatted(Names.token(attempt), Names.file(file));
    }

    /** The mask that a model version predicted for a study revision, in one attempt; under the patient's prefix. */
    public String prediction(String study, int revision, String model, String attempt) {
        return studyPrefix(study)
                + "predictions/%s/r%d/%s.nii.gz".formatted(Names.token(model), revision, Names.token(attempt));
    }

    /** What a pre-training rebuilt of a study, a PNG of one attempt at a step; under the patient's prefix. */
    public String reconstruction(String study, String run, String step, String attempt) {
        return studyPrefix(study)
                + "reconstructions/%s/%s/%s.png".formatted(Names.token(run), Names.token(step), Names.token(attempt));
    }

    /** Published weights under the name that the project gives them, an {@link EncoderManifest}. */
    public String encoder(String name) {
        return "projects/%s/encoders/%s.json".formatted(project, Names.token(name));
    }

    /** Published weights as they were sent, named by the SHA-256 of their bytes. */
    public String encoderWeights(String sha256) {
        return "projects/%s/encoders/weights/%s".formatted(project, Names.sha256(sha256));
    }

    /** A model version, a {@link ModelManifest}. */
    public String model(String model) {
        return "projects/%s/models/%s/model.json".formatted(project, Names.token(model));
    }

    /** How good a model version is, a {@link ModelReport}. */
    public String report(String model) {
        return "projects/%s/reports/%s.json".formatted(project, Names.token(model));
    }

    /** What is known of a refused input, a {@link QuarantineEntry}. */
    public String quarantine(String id) {
        return quarantinePrefix() + Names.token(id) + ".json";
    }

    /** All refused inputs of the project. */
    public String quarantinePrefix() {
        return "quarantine/%s/".formatted(project);
    }

    private String stepPrefix(String run, String step) {
        return "projects/%s/runs/%s/%s/".formatted(project, Names.token(run), Names.token(step));
    }

    private String studyPrefix(String study) {
        return patientPrefix(Names.patientOf(study)) + "studies/%s/".formatted(study);
    }
}
