package io.scanloop.events;

import java.util.Map;

/**
 * What a step is to do: the same order gives the same result, whoever carries it out.
 *
 * @param method the method, like {@code amae}
 * @param preset the preset, like {@code tiny}
 * @param phase the phase of the plan
 * @param index place among the steps of the phase, from 0
 * @param share which share of the step, from 0
 * @param shares how many shares the step has, at least 1
 * @param firstIteration the first iteration, counted over the phase from 0
 * @param iterations how many iterations, or studies where it predicts, at least 1
 * @param phaseIterations how many of them the whole phase has, at least {@code firstIteration + iterations}: where
 *     schedules run to
 * @param seed seed of the run
 * @param configuration configuration of the run
 * @param snapshot snapshot of the run
 * @param inputs what earlier steps left, by role, like {@code previous}
 */
public record StepOrder(
        String method,
        String preset,
        String phase,
        int index,
        int share,
        int shares,
        long firstIteration,
        int iterations,
        long phaseIterations,
        long seed,
        ObjectRef configuration,
        ObjectRef snapshot,
        Map<String, ObjectRef> inputs) {
    public StepOrder {
        Rule.name("method", method);
        Rule.name("preset", preset);
        Rule.name("phase", phase);
        Rule.atLeast(0, "index", index);
        Rule.atLeast(0, "share", share);
        Rule.require(share < shares, "shares", "more than the share " + share, shares);
        Rule.atLeast(0, "firstIteration", firstIteration);
        Rule.atLeast(1, "iterations", iterations);
        Rule.atLeast(firstIteration + iterations, "phaseIterations", phaseIterations);
        Rule.present("configuration", configuration);
        Rule.present("snapshot", snapshot);
        inputs = Rule.copy(inputs);
    }
}
