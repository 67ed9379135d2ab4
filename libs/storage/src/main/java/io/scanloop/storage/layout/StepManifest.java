package io.scanloop.storage.layout;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.StepKind;
import java.time.Instant;
import java.util.SortedMap;

/**
 * What a step left. Its existence is what makes the step done: of several attempts the first to put it wins.
 *
 * @param attempt under whose name the outputs lie
 * @param worker who made it
 * @param at when it was put
 * @param iteration iterations of the phase that are done with this step; where it predicts, studies
 * @param outputs object references by role: {@code weights-0}, {@code optimizer-0}, {@code best-0}, {@code metrics},
 *     {@code prediction/<study>/r<revision>}
 * @param figures what was measured, by name, like {@code validation/dice}
 * @param provenance how it was made, by name: engine, threads, processor, hashes
 * @param deviceSeconds time that the attempt held its device, in seconds
 */
public record StepManifest(
        String project,
        String run,
        String step,
        StepKind kind,
        String attempt,
        String worker,
        Instant at,
        long iteration,
        SortedMap<String, ObjectRef> outputs,
        SortedMap<String, Double> figures,
        SortedMap<String, String> provenance,
        double deviceSeconds) {}
