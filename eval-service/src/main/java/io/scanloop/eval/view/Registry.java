package io.scanloop.eval.view;

import io.scanloop.events.EvaluationReport;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the log says of a project's model versions.
 *
 * @param registered their names
 * @param reports the first evaluation of each that has one
 * @param decided ids of the promotions, rejections and rollbacks
 * @param champions by generation
 */
public record Registry(
        Set<String> registered,
        Map<String, EvaluationReport> reports,
        Set<String> decided,
        Map<Integer, String> champions) {

    /** A project without models. */
    public static final Registry EMPTY = new Registry(Set.of(), Map.of(), Set.of(), Map.of());

    /** The champion of a generation. */
    public Optional<String> champion(int generation) {
        return Optional.ofNullable(champions.get(generation));
    }

    /** How many models were judged on a panel. */
    public int looks(String panel) {
        return (int) reports.values().stream()
                .filter(report -> report.panel().equals(panel))
                .count();
    }
}
