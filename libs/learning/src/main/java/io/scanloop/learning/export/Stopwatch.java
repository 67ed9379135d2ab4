package io.scanloop.learning.export;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Measures a pass by the processor time of the calling thread, which is the latency where the engine has one thread and
 * the machine nothing else to do, and stays so where it has: one pass that is not
 * counted, then some whose median counts; fewer, but one at least, when they take long.
 *
 * @param passes to be counted; 0 measures nothing
 */
record Stopwatch(int passes) {
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
    private static final double LONGEST_SECONDS = 20;
    private static final double MILLI = 1e6;
    private static final double SECOND = 1e9;

    /** Milliseconds of a pass. */
    OptionalDouble median(Runnable pass) {
        if (passes == 0) {
            return OptionalDouble.empty();
        }
        long begin = System.nanoTime();
        pass.run();
        var times = new double[passes];
        int done = 0;
        do {
            long before = CLOCK.getCurrentThreadCpuTime();
            pass.run();
            times[done++] = (CLOCK.getCurrentThreadCpuTime() - before) / MILLI;
        } while (done < passes && (System.nanoTime() - begin) / SECOND < LONGEST_SECONDS);
        Arrays.sort(times, 0, done);
        return OptionalDouble.of((times[(done - 1) / 2] + times[done / 2]) / 2);
    }
}
