package io.scanloop.events;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run begins, with all that it depends on: nothing that comes later changes it.
 *
 * @param id deterministic: {@code run-started/<project>/<run>}
 * @param project the project
 * @param number place among the decisions of the project, from 1; the first decision with a number counts
 * @param decidedAt the time under which it was decided
 * @param run the run
 * @param kind what it is for
 * @param cause why
 * @param priority which lane its steps take at first
 * @param generation generation of the project, from 1
 * @param configurationVersion version of the project's configuration, from 1
 * @param configuration the configuration that it keeps
 * @param snapshot the study revisions and label sets that it uses
 * @param method the method, like {@code amae}
 * @param preset the preset, like {@code tiny}
 * @param seed from which every draw of the run comes
 * @param parent the run or model version whose weights it starts from; null for none
 * @param studies revisions of train-side studies that had ever been recorded when it was decided, each counted once: what
 *     came later was seen by no run so far; 0 from a writer that did not count
 * @param labelSets label sets that had ever been accepted when it was decided, counted likewise
 * @param plan the phases, at least one; each comes after phases before it only, so there is no cycle
 */
public record RunStarted(
        String id,
        String project,
        long number,
        Instant decidedAt,
        String run,
        RunKind kind,
        RunCause cause,
        Priority priority,
        int generation,
        int configurationVersion,
        ObjectRef configuration,
        ObjectRef snapshot,
        String method,
        String preset,
        long seed,
        @Nullable String parent,
        long studies,
        long labelSets,
        List<PlannedPhase> plan)
        implements RunDecision {
    public RunStarted {
        Rule.id("id", id);
        Rule.name("project", project);
        Rule.atLeast(1, "number", number);
        Rule.present("decidedAt", decidedAt);
        Rule.name("run", run);
        Rule.present("kind", kind);
        Rule.present("cause", cause);
        Rule.present("priority", priority);
        Rule.atLeast(1, "generation", generation);
        Rule.atLeast(1, "configurationVersion", configurationVersion);
        Rule.present("configuration", configuration);
        Rule.present("snapshot", snapshot);
        Rule.name("method", method);
        Rule.name("preset", preset);
        Rule.atLeast(0, "studies", studies);
        Rule.atLeast(0, "labelSets", labelSets);
        plan = Rule.notEmpty("plan", plan);
        requireOrder(plan);
    }

    private static void requireOrder(List<PlannedPhase> plan) {
        var earlier = new HashSet<String>();
        for (var phase : plan) {
            Rule.require(earlier.containsAll(phase.after()), "after", "among the phases before, " + earlier, phase);
            Rule.require(earlier.add(phase.phase()), "phase", "unique in the plan", phase.phase());
        }
    }
}
