package io.scanloop.eval.stream;

import io.scanloop.events.ObjectRef;

/**
 * A step whose metrics are history.
 *
 * @param attempt the attempt that won
 * @param manifest names the file of its points
 */
public record CommittedStep(
        String project,
        String run,
        String step,
        String phase,
        String attempt,
        String worker,
        String method,
        String preset,
        ObjectRef manifest) {}
