package io.scanloop.eval;

import io.scanloop.events.AssignedBy;
import io.scanloop.events.ClassScore;
import io.scanloop.events.EvaluationReport;
import io.scanloop.events.GateVerdict;
import io.scanloop.events.LabelsAccepted;
import io.scanloop.events.ModelPromoted;
import io.scanloop.events.ModelRegistered;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.PatientAssigned;
import io.scanloop.events.PlannedPhase;
import io.scanloop.events.Priority;
import io.scanloop.events.ProjectConfigured;
import io.scanloop.events.RunCancelled;
import io.scanloop.events.RunCause;
import io.scanloop.events.RunCompleted;
import io.scanloop.events.RunFailed;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunStarted;
import io.scanloop.events.Service;
import io.scanloop.events.Split;
import io.scanloop.events.StepClaimed;
import io.scanloop.events.StepCompleted;
import io.scanloop.events.StepKind;
import io.scanloop.events.StepOrder;
import io.scanloop.events.StepScheduled;
import io.scanloop.events.StudyStored;
import io.scanloop.events.Trigger;
import io.scanloop.events.TriggerEvaluated;
import io.scanloop.events.TriggerVerdict;
import io.scanloop.events.WorkerSeen;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Events as the other services write them, for logs written by hand. */
public final class HandWritten {
    public static final Instant START = Instant.parse("2026-11-01T10:00:00Z");
    public static final ObjectRef SOMETHING = new ObjectRef("something", "0".repeat(64), 1);

    private HandWritten() {}

    public static ProjectConfigured configured(String project) {
        return configured(project, SOMETHING);
    }

    public static ProjectConfigured configured(String project, ObjectRef configuration) {
        return new ProjectConfigured(
                "project-configured/%s/v1".formatted(project), START, project, 1, 1, configuration, "local");
    }

    public static PatientAssigned assigned(String project, String patient, Split side) {
        return new PatientAssigned(
                "patient-assigned/%s/%s".formatted(project, patient), START, project, patient, side, AssignedBy.SENDER);
    }

    public static StudyStored stored(String project, String patient, String study, String... contrasts) {
        return new StudyStored(
                "study-stored/%s/%s/r1".formatted(project, study),
                START,
                project,
                patient,
                study,
                1,
                List.of(contrasts),
                SOMETHING,
                "local");
    }

    public static LabelsAccepted accepted(String project, String patient, String study) {
        return new LabelsAccepted(
                "labels-accepted/%s/%s/l1".formatted(project, study),
                START.plusSeconds(5),
                project,
                patient,
                study,
                "l1",
                "local");
    }

    public static RunStarted started(String project, long number, RunKind kind, PlannedPhase... plan) {
        return started(project, number, kind, SOMETHING, SOMETHING, plan);
    }

    public static RunStarted started(
            String project,
            long number,
            RunKind kind,
            ObjectRef configuration,
            ObjectRef snapshot,
            PlannedPhase... plan) {
        return new RunStarted(
                "run-started/%s/r%d".formatted(project, number),
                project,
                number,
                START.plusSeconds(number),
                "r" + number,
                kind,
                new RunCause(Trigger.MANUAL, "somebody asked", null),
                Priority.NORMAL,
                1,
                1,
                configuration,
                snapshot,
                "amae",
                "tiny",
                7,
                null,
                5,
                5,
                List.of(plan));
    }

    public static PlannedPhase phase(String name, StepKind kind, int steps, int iterations, String... after) {
        return new PlannedPhase(name, kind, steps, 1, iterations, (long) steps * iterations, List.of(after));
    }

    public static StepScheduled scheduled(String project, long number, String run, String step, StepKind kind) {
        var phase = step.substring(0, step.lastIndexOf('-'));
        int index = Integer.parseInt(step.substring(phase.length() + 1));
        return new StepScheduled(
                "step-scheduled/%s/%s/%s/1".formatted(project, run, step),
                project,
                number,
                START.plusSeconds(number),
                run,
                step,
                kind,
                1,
                new StepOrder(
                        "amae",
                        "tiny",
                        phase,
                        index,
                        0,
                        1,
                        index * 100L,
                        100,
                        index * 100L + 1000,
                        7,
                        SOMETHING,
                        SOMETHING,
                        Map.of()),
                null);
    }

    public static StepClaimed claimed(String project, String run, String step, StepKind kind, String attempt) {
        return new StepClaimed(
                "step-claimed/%s/%s/%s/%s".formatted(project, run, step, attempt),
                START.plusSeconds(20),
                project,
                run,
                step,
                kind,
                1,
                "worker-1",
                attempt,
                "cpu-2");
    }

    public static WorkerSeen seen(String project, String run, String step, double progress) {
        return new WorkerSeen(
                "worker-seen/worker-1/1",
                START.plusSeconds(30),
                project,
                "worker-1",
                Service.PRETRAIN_WORKER,
                "cpu-2",
                run,
                step,
                "a1",
                progress);
    }

    public static StepCompleted committed(
            String project, String run, String step, StepKind kind, String attempt, ObjectRef manifest) {
        return new StepCompleted(
                "step-completed/%s/%s/%s".formatted(project, run, step),
                START.plusSeconds(40),
                project,
                run,
                step,
                kind,
                1,
                "worker-1",
                attempt,
                manifest,
                12.5);
    }

    public static RunCompleted completed(String project, long number, String run) {
        return new RunCompleted(
                "run-completed/%s/%s".formatted(project, run),
                project,
                number,
                START.plusSeconds(number),
                run,
                SOMETHING,
                50);
    }

    public static RunFailed failed(String project, long number, String run, String message) {
        return new RunFailed(
                "run-failed/%s/%s".formatted(project, run),
                project,
                number,
                START.plusSeconds(number),
                run,
                null,
                "attempts-spent",
                message);
    }

    public static RunCancelled cancelled(String project, long number, String run) {
        return new RunCancelled(
                "run-cancelled/%s/%s".formatted(project, run),
                project,
                number,
                START.plusSeconds(number),
                run,
                "local",
                "cancel-requested/%s/%s".formatted(project, run));
    }

    public static TriggerEvaluated triggered(
            String project, Trigger trigger, TriggerVerdict verdict, String code, int count) {
        return new TriggerEvaluated(
                "trigger-evaluated/%s/%s/%s".formatted(project, code, count),
                START,
                project,
                trigger,
                verdict,
                code,
                "for people",
                count,
                20,
                null);
    }

    public static ModelRegistered registered(String project, String model, String run) {
        return new ModelRegistered(
                "model-registered/%s/%s".formatted(project, model),
                START.plusSeconds(100),
                project,
                model,
                run,
                1,
                "amae",
                "tiny",
                SOMETHING,
                null);
    }

    public static EvaluationReport judged(String project, String model, String run, double dice, GateVerdict verdict) {
        return new EvaluationReport(
                "evaluation-report/%s/%s/panel/1".formatted(project, model),
                START.plusSeconds(100),
                project,
                run,
                model,
                null,
                1,
                "panel",
                3,
                1,
                3,
                dice,
                dice - 0.1,
                dice + 0.1,
                0.2,
                List.of(new ClassScore(1, "organ", dice, dice - 0.1, dice + 0.1, 3)),
                verdict,
                List.of(),
                1,
                100,
                null,
                null,
                null,
                50,
                SOMETHING);
    }

    public static ModelPromoted promoted(String project, String model) {
        return new ModelPromoted(
                "model-promoted/%s/%s".formatted(project, model),
                START.plusSeconds(101),
                project,
                model,
                1,
                null,
                "evaluation-report/%s/%s/panel/1".formatted(project, model),
                "eval-service");
    }
}
