package io.scanloop.bench.measure;

import com.sun.management.OperatingSystemMXBean;
import io.scanloop.measure.ClassScores;
import io.scanloop.measure.Measure;
import io.scanloop.measure.Scoring;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What it costs to score a pair of label volumes of 14 classes, all measures.
 *
 * <p>{@code MeasureBench <repository>}: prints a page and writes it to {@code docs/results/measure.md}.
 */
public final class MeasureBench {
    private static final int ROUNDS = 5;
    private static final int STRAY = 200;

    private final StringBuilder rows = new StringBuilder();

    private MeasureBench() {}

    public static void main(String[] arguments) throws IOException {
        Locale.setDefault(Locale.ROOT);
        var load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        var bench = new MeasureBench();
        bench.measure("128^3", 128, 0, "<= 1 s");
        bench.measure("128^3, stray voxels", 128, STRAY, "<= 1 s");
        bench.measure("256^3", 256, 0, "<= 10 s");
        bench.measure("256^3, stray voxels", 256, STRAY, "<= 10 s");
        var page = bench.page(load);
        System.out.println(page);
        Files.writeString(Path.of(arguments[0]).resolve("docs/results/measure.md"), page);
    }

    private void measure(String what, int edge, int stray, String target) {
        var organs = Organs.of(edge, stray, 1);
        var classes = IntStream.rangeClosed(1, Organs.CLASSES).boxed().toList();
        var seconds = new double[ROUNDS];
        double first = 0;
        Collection<ClassScores> scores = Arrays.asList();
        for (int round = -1; round < ROUNDS; round++) {
            double before = processorSeconds();
            scores = Scoring.DEFAULT
                    .perClass(organs.prediction(), organs.reference(), classes)
                    .values();
            double spent = processorSeconds() - before;
            if (round < 0) {
                first = spent;
            } else {
                seconds[round] = spent;
            }
            System.err.printf("%s: %.2f s%n", what, spent);
        }
        Arrays.sort(seconds);
        rows.append("| %s | %.2f s | %.2f / **%.2f** / %.2f s | %s | %.3f, %.1f mm, %.3f |%n"
                .formatted(
                        what,
                        first,
                        seconds[0],
                        seconds[ROUNDS / 2],
                        seconds[ROUNDS - 1],
                        target,
                        mean(Measure.DICE, scores),
                        mean(Measure.HD95, scores),
                        mean(Measure.NSD, scores)));
    }

    private static double mean(Measure measure, Collection<ClassScores> scores) {
        return scores.stream().mapToDouble(measure::of).average().orElseThrow();
    }

    /** Of the whole process: what the compiler and the collector of memory take counts too. */
    private static double processorSeconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    }

    private String page(String load) {
        return """
                # Measures: scoring a pair of label volumes

                Measured %s by `deploy/bench/run measure`, which wrote this page. Made-up pairs of label volumes with %d
                classes, ellipsoids with radii of 4 to 20 %% of the image, against the same ones shifted by up to 2 voxels,
                grown or shrunk, with rough surfaces; once with %d voxels of each class strewn over the image, so that the
                box around every class is the whole image. All measures of every class: overlap, volume, HD, HD95, ASSD and
                NSD, in the voxel form and in the area form. Processor time of the whole process, one thread of ours and the
                serial collector: the first run, in which Java still compiles, then the fastest, median and slowest of %d.
                Heap of 384 MiB; %d cores, Java %d, load of the machine before: %s.

                | pair | first | later | to reach | mean Dice, HD95, NSD at 1 mm |
                |---|---|---|---|---|
                %s""".formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        Organs.CLASSES,
                        STRAY,
                        ROUNDS,
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version().feature(),
                        load,
                        rows);
    }
}
