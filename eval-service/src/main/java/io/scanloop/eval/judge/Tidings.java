package io.scanloop.eval.judge;

import io.scanloop.eval.view.RunRecord;
import io.scanloop.events.ClassScore;
import io.scanloop.events.EvaluationReport;
import io.scanloop.events.GateVerdict;
import io.scanloop.events.ModelEvent;
import io.scanloop.events.ModelPromoted;
import io.scanloop.events.ModelRegistered;
import io.scanloop.events.ModelRejected;
import io.scanloop.events.Split;
import io.scanloop.storage.layout.ModelReport;
import io.scanloop.storage.layout.ModelReport.ClassRow;
import java.util.Map;

/** The events that tell of a judgement, made from its documents alone: whoever makes them makes the same. */
final class Tidings {
    private static final String ACTOR = "eval-service";

    private final RunRecord run;
    private final Judge.Judgement judgement;
    private final int look;

    /** @param look which look at the panel this is, from 1 */
    Tidings(RunRecord run, Judge.Judgement judgement, int look) {
        this.run = run;
        this.judgement = judgement;
        this.look = look;
    }

    ModelRegistered registered() {
        var manifest = judgement.manifest();
        return new ModelRegistered(
                "model-registered/%s/%s".formatted(manifest.project(), manifest.model()),
                manifest.at(),
                manifest.project(),
                manifest.model(),
                manifest.run(),
                manifest.generation(),
                manifest.method(),
                manifest.preset(),
                judgement.manifestRef(),
                run.started().parent());
    }

    EvaluationReport evaluation() {
        var report = judgement.report();
        var baseline = report.baseline();
        return new EvaluationReport(
                evaluationId(),
                report.at(),
                report.project(),
                report.run(),
                report.model(),
                report.champion(),
                report.generation(),
                report.panel(),
                patients(report, Split.TRAIN),
                patients(report, Split.VALIDATION),
                patients(report, Split.TEST),
                report.mean().dice(),
                report.mean().low(),
                report.mean().high(),
                baseline == null ? null : baseline.dice(),
                report.classes().stream().map(Tidings::score).toList(),
                report.verdict(),
                report.reasons(),
                look,
                Math.max(look, judgement.looksPlanned()),
                null,
                null,
                null,
                report.deviceSeconds(),
                judgement.reportRef());
    }

    ModelEvent decision() {
        var report = judgement.report();
        var id = Judge.decisionId(report.project(), report.model(), look, report.verdict());
        if (report.verdict() == GateVerdict.PROMOTED) {
            return new ModelPromoted(
                    id,
                    report.at(),
                    report.project(),
                    report.model(),
                    report.generation(),
                    report.champion(),
                    evaluationId(),
                    ACTOR);
        }
        return new ModelRejected(
                id,
                report.at(),
                report.project(),
                report.model(),
                report.generation(),
                report.verdict(),
                report.reasons(),
                evaluationId());
    }

    private String evaluationId() {
        var report = judgement.report();
        return "evaluation-report/%s/%s/%s/%d".formatted(report.project(), report.model(), report.panel(), look);
    }

    private static int patients(ModelReport report, Split side) {
        Map<Split, Integer> patients = report.patients();
        return patients.getOrDefault(side, 0);
    }

    private static ClassScore score(ClassRow row) {
        return new ClassScore(
                row.value(),
                row.name(),
                row.score().dice(),
                row.score().low(),
                row.score().high(),
                row.patients());
    }
}
