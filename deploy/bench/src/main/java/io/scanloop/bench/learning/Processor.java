package io.scanloop.bench.learning;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What this process takes of the machine. */
final class Processor {
    private Processor() {}

    /** Processor seconds of this process while something is done; unlike wall time they know no other load. */
    static double seconds(Runnable work) {
        double begun = seconds();
        work.run();
        return seconds() - begun;
    }

    private static double seconds() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9;
    }

    static double residentMebibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    /** Whether it multiplies bfloat16 in hardware. */
    static boolean hasBfloat16() throws IOException {
        return Files.readString(Path.of("/proc/cpuinfo")).contains("avx512_bf16");
    }

    static double median(double[] values) {
        var ascending = values.clone();
        Arrays.sort(ascending);
        int half = ascending.length / 2;
        return ascending.length % 2 == 1 ? ascending[half] : (ascending[half - 1] + ascending[half]) / 2;
    }

    /** Fastest, median and slowest, in milliseconds. */
    static String spread(double[] seconds) {
        return "%.1f / **%.1f** / %.1f ms"
                .formatted(
                        1000 * Arrays.stream(seconds).min().orElseThrow(),
                        1000 * median(seconds),
                        1000 * Arrays.stream(seconds).max().orElseThrow());
    }
}
