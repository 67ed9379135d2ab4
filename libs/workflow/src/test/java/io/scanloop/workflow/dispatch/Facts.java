package io.scanloop.workflow.dispatch;

import io.scanloop.events.AssignedBy;
import io.scanloop.events.CancelRequested;
import io.scanloop.events.FailureKind;
import io.scanloop.events.LabelsAccepted;
import io.scanloop.events.LabelsStored;
import io.scanloop.events.LabelsWithdrawn;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.PatientAssigned;
import io.scanloop.events.PatientErased;
import io.scanloop.events.PauseRequested;
import io.scanloop.events.Priority;
import io.scanloop.events.PriorityChanged;
import io.scanloop.events.ProjectConfigured;
import io.scanloop.events.Reason;
import io.scanloop.events.ResumeRequested;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunRequested;
import io.scanloop.events.Split;
import io.scanloop.events.StepClaimed;
import io.scanloop.events.StepCompleted;
import io.scanloop.events.StepFailed;
import io.scanloop.events.StepInterrupted;
import io.scanloop.events.StepKind;
import io.scanloop.events.StudyQuarantined;
import io.scanloop.events.StudyStored;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events of one project, as intake, people and workers write them. Patients and studies are numbered. */
final class Facts {
    static final String PROJECT = "brain";
    static final Instant START = Instant.parse("2026-11-01T12:00:00Z");
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

    private Facts() {}

    static ObjectRef object(String name) {
        return new ObjectRef("projects/brain/" + name, "0".repeat(64), 100);
    }

    static String patient(int number) {
        return "p" + code(number) + "a".repeat(10);
    }

    /** The study of the patient of that number. */
    static String study(int number) {
        return patient(number) + "-" + "b".repeat(10) + code(number) + "s";
    }

    private static String code(int number) {
        var code = new StringBuilder();
        for (int digit = 0, rest = number; digit < 5; digit++, rest /= 32) {
            code.append(LETTERS.charAt(rest % 32));
        }
        return code.toString();
    }

    static ProjectConfigured configured(int version, int generation) {
        return new ProjectConfigured(
                "project-configured/brain/v" + version,
                START,
                PROJECT,
                version,
                generation,
                object("config/%d.json".formatted(version)),
                "local");
    }

    static PatientAssigned assigned(int patient, Split side) {
        return new PatientAssigned(
                "patient-assigned/brain/" + patient(patient),
                START,
                PROJECT,
                patient(patient),
                side,
                AssignedBy.SENDER);
    }

    static StudyStored stored(int study, int revision, Instant at) {
        return new StudyStored(
                "study-stored/brain/%s/r%d".formatted(study(study), revision),
                at,
                PROJECT,
                patient(study),
                study(study),
                revision,
                List.of("T1"),
                object("studies/%d/r%d.json".formatted(study, revision)),
                "local");
    }

    static StudyQuarantined quarantined(int study, int revision) {
        return new StudyQuarantined(
                "study-quarantined/brain/%s/r%d".formatted(study(study), revision),
                START,
                PROJECT,
                patient(study),
                study(study),
                revision,
                new Reason("not-finite", null, "it holds NaN"),
                "local");
    }

    static PatientErased erased(int patient) {
        return new PatientErased("patient-erased/brain/" + patient(patient), START, PROJECT, patient(patient), "local");
    }

    static LabelsStored labels(int study, int number) {
        return new LabelsStored(
                "labels-stored/brain/%s/l%d".formatted(study(study), number),
                START,
                PROJECT,
                patient(study),
                study(study),
                "l" + number,
                number,
                "rater",
                object("labels/%d/l%d.json".formatted(study, number)),
                "local");
    }

    static LabelsAccepted accepted(int study, int number, Instant at) {
        return new LabelsAccepted(
                "labels-accepted/brain/%s/l%d".formatted(study(study), number),
                at,
                PROJECT,
                patient(study),
                study(study),
                "l" + number,
                "local");
    }

    static LabelsWithdrawn withdrawn(int study, int number) {
        return new LabelsWithdrawn(
                "labels-withdrawn/brain/%s/l%d".formatted(study(study), number),
                START,
                PROJECT,
                patient(study),
                study(study),
                "l" + number,
                "drawn on another scan",
                "local");
    }

    static RunRequested requested(String name, RunKind kind, @Nullable String preset, Instant at) {
        return requested(name, kind, preset, null, at);
    }

    static RunRequested requested(
            String name, RunKind kind, @Nullable String preset, @Nullable String parent, Instant at) {
        return new RunRequested(
                "run-requested/brain/" + name, at, PROJECT, kind, Priority.NORMAL, null, preset, parent, "ada");
    }

    static CancelRequested cancel(String run) {
        return new CancelRequested("cancel-requested/brain/" + run, START, PROJECT, run, "ada");
    }

    static PauseRequested pause(String name, @Nullable String run) {
        return new PauseRequested("pause-requested/brain/" + name, START, PROJECT, run, "ada");
    }

    static ResumeRequested resume(String name, @Nullable String run) {
        return new ResumeRequested("resume-requested/brain/" + name, START, PROJECT, run, "ada");
    }

    static PriorityChanged urgent(String name, String run) {
        return new PriorityChanged("priority-changed/brain/" + name, START, PROJECT, run, Priority.URGENT, "ada");
    }

    private static StepKind kind(String step) {
        return step.startsWith("pretrain")
                ? StepKind.PRETRAIN
                : step.startsWith("finetune") ? StepKind.FINETUNE : StepKind.EVALUATE;
    }

    static StepClaimed claimed(String run, String step, int sending, String attempt) {
        return new StepClaimed(
                "step-claimed/brain/%s/%s/%s".formatted(run, step, attempt),
                START,
                PROJECT,
                run,
                step,
                kind(step),
                sending,
                "worker-" + attempt,
                attempt,
                "cpu-1");
    }

    static StepCompleted completed(String run, String step, int sending, String attempt) {
        return new StepCompleted(
                "step-completed/brain/%s/%s".formatted(run, step),
                START,
                PROJECT,
                run,
                step,
                kind(step),
                sending,
                "worker-" + attempt,
                attempt,
                object("runs/%s/%s/manifest.json".formatted(run, step)),
                2.5);
    }

    static StepInterrupted interrupted(String run, String step, int sending, String attempt, long iteration) {
        var progress = object("runs/%s/%s/progress/%s".formatted(run, step, attempt));
        return interrupted(run, step, sending, attempt, progress, iteration, "the node goes");
    }

    /** An attempt that another one made superfluous. */
    static StepInterrupted left(String run, String step, int sending, String attempt) {
        return interrupted(run, step, sending, attempt, null, 0, "another worker is at it");
    }

    private static StepInterrupted interrupted(
            String run,
            String step,
            int sending,
            String attempt,
            @Nullable ObjectRef progress,
            long iteration,
            String reason) {
        return new StepInterrupted(
                "step-interrupted/brain/%s/%s/%s".formatted(run, step, attempt),
                START,
                PROJECT,
                run,
                step,
                kind(step),
                sending,
                "worker-" + attempt,
                attempt,
                progress,
                iteration,
                reason);
    }

    static StepFailed storeAway(String run, String step, int sending, String attempt, Instant at) {
        return failed(run, step, sending, attempt, FailureKind.TRANSIENT, "store-away", null, at);
    }

    static StepFailed failed(
            String run,
            String step,
            int sending,
            String attempt,
            FailureKind failure,
            @Nullable Integer study,
            Instant at) {
        return failed(run, step, sending, attempt, failure, "not-finite", study, at);
    }

    private static StepFailed failed(
            String run,
            String step,
            int sending,
            String attempt,
            FailureKind failure,
            String code,
            @Nullable Integer study,
            Instant at) {
        return new StepFailed(
                "step-failed/brain/%s/%s/%s".formatted(run, step, attempt),
                at,
                PROJECT,
                run,
                step,
                kind(step),
                sending,
                "worker-" + attempt,
                attempt,
                failure,
                code,
                "the loss is not finite",
                study == null ? null : study(study),
                study == null ? null : 1);
    }
}
