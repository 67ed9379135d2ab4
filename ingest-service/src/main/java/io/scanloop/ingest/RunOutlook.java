package io.scanloop.ingest;

import io.scanloop.events.PlannedPhase;
import io.scanloop.events.RunKind;
import io.scanloop.storage.layout.Contender;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.workflow.dispatch.RunPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a run would consist of if it started now. Nothing is asked for and nothing starts.
 *
 * @param version of the configuration
 * @param configuration the configuration
 * @param kind {@code pretrain}, {@code finetune} or {@code cycle}
 * @param method of the run
 * @param preset of the run
 * @param counts what it would find
 * @param phases what it would do, in order; without those that would have nothing to do
 * @param obstacles what keeps it from starting, in words; empty when nothing of this does
 */
public record RunOutlook(
        String project,
        int version,
        ProjectConfiguration configuration,
        String kind,
        String method,
        String preset,
        StudyCatalog.Counts counts,
        List<PlannedPhase> phases,
        List<String> obstacles) {

    static RunOutlook of(
            String project,
            int version,
            ProjectConfiguration configuration,
            RunKind kind,
            Contender contender,
            StudyCatalog.Counts counts) {
        var phases = RunPlan.of(configuration.as(contender), kind, counts.testStudies());
        var obstacles = new ArrayList<String>();
        if (kind != RunKind.FINETUNE && counts.train() == 0) {
            obstacles.add("there is no study on the train side yet");
        }
        if (kind != RunKind.PRETRAIN) {
            RunPlan.lackingPatients(counts.patients(), configuration.minimumPatients())
                    .ifPresent(obstacles::add);
        }
        return new RunOutlook(
                project,
                version,
                configuration,
                kind.name().toLowerCase(Locale.ROOT),
                contender.method(),
                contender.preset(),
                counts,
                phases,
                List.copyOf(obstacles));
    }
}
