package io.scanloop.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model version was judged on patients that it never saw. This is the summary; the report holds every patient.
 *
 * @param id deterministic: {@code evaluation-report/<project>/<model>/<panel>/<look>}
 * @param at when it happened
 * @param project the project
 * @param run the run
 * @param model the model version
 * @param champion the model version that it was compared with; null when it is the first
 * @param generation generation of the project, from 1
 * @param panel the fixed set of test studies
 * @param trainPatients patients that it learned from, at least 0
 * @param validationPatients patients on which choices were made, at least 0
 * @param testPatients patients on which it was judged, at least 0
 * @param dice mean Dice of all classes, from 0 to 1; null when undefined
 * @param low lower end of its 95 % interval; null when undefined
 * @param high upper end of its 95 % interval; null when undefined
 * @param baselineDice what a per-voxel classifier of the same patients reaches, an honest floor; null when not computed
 * @param classes each class of the project
 * @param verdict what the gate decided
 * @param reasons why; what undecidable would need
 * @param look which look at the panel this was, from 1
 * @param looks looks planned for the panel
 * @param effect mean Dice gained over the champion, from -1 to 1; null without champion
 * @param pValue of the paired test, from 0 to 1; null without champion
 * @param patientsNeeded test patients that a decision would need; null when there was one
 * @param deviceSeconds time that training and prediction held a device, in seconds
 * @param report the whole report
 */
public record EvaluationReport(
        String id,
        Instant at,
        String project,
        String run,
        String model,
        @Nullable String champion,
        int generation,
        String panel,
        int trainPatients,
        int validationPatients,
        int testPatients,
        @Nullable Double dice,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable Double baselineDice,
        List<ClassScore> classes,
        GateVerdict verdict,
        List<Reason> reasons,
        int look,
        int looks,
        @Nullable Double effect,
        @Nullable Double pValue,
        @Nullable Integer patientsNeeded,
        double deviceSeconds,
        ObjectRef report)
        implements Event {
    public EvaluationReport {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.name("project", project);
        Rule.name("run", run);
        Rule.name("model", model);
        Rule.nameOrNull("champion", champion);
        Rule.atLeast(1, "generation", generation);
        Rule.name("panel", panel);
        Rule.atLeast(0, "trainPatients", trainPatients);
        Rule.atLeast(0, "validationPatients", validationPatients);
        Rule.atLeast(0, "testPatients", testPatients);
        Rule.shareOrNull("dice", dice);
        Rule.shareOrNull("low", low);
        Rule.shareOrNull("high", high);
        Rule.shareOrNull("baselineDice", baselineDice);
        classes = Rule.notEmpty("classes", classes);
        Rule.present("verdict", verdict);
        reasons = Rule.copy(reasons);
        Rule.atLeast(1, "look", look);
        Rule.atLeast(1, "looks", looks);
        if (effect != null) {
            Rule.finite("effect", effect);
        }
        Rule.shareOrNull("pValue", pValue);
        if (patientsNeeded != null) {
            Rule.atLeast(1, "patientsNeeded", patientsNeeded);
        }
        Rule.duration("deviceSeconds", deviceSeconds);
        Rule.present("report", report);
    }

    @Override
    public Topic topic() {
        return Topic.METRICS_EVALUATION;
    }

    @Override
    public String subject() {
        return model;
    }
}
