package io.scanloop.bench.intake;

import io.scanloop.bench.rig.Child;
import io.scanloop.bench.rig.Rig;
import java.time.Duration;

/** Processor time that the service and its store take from a moment on; unlike wall time it knows no other load. */
final class CpuTime {
    private final Rig rig;
    private final Duration intake;
    private final Duration store;

    CpuTime(Rig rig) {
        this.rig = rig;
        this.intake = taken(rig.intake());
        this.store = taken(rig.store());
    }

    /** What one of so many runs took, for a table. */
    String perRun(int runs) {
        return "%.2f, %.2f s"
                .formatted(
                        seconds(taken(rig.intake()).minus(intake)) / runs,
                        seconds(taken(rig.store()).minus(store)) / runs);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static Duration taken(Child child) {
        return ProcessHandle.of(child.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }
}
