package io.scanloop.eval.view;

import io.scanloop.events.GateVerdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A model version as people see it.
 *
 * @param alias {@code champion}, or null
 * @param dice mean Dice on the test patients; null until it is judged, or when undefined
 * @param low lower end of its 95 % interval
 * @param high upper end
 * @param baselineDice what a per-voxel classifier of the same patients reaches
 * @param verdict what the gate decided; null until it is judged
 */
public record ModelView(
        String model,
        String project,
        String run,
        int generation,
        String method,
        String preset,
        @Nullable String alias,
        @Nullable Double dice,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable Double baselineDice,
        Instant registeredAt,
        @Nullable GateVerdict verdict) {}
