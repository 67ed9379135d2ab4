package io.scanloop.bench.intake;

import io.scanloop.bench.intake.MemoryWatch.Memory;
import io.scanloop.bench.rig.IntakeClient;
import io.scanloop.bench.rig.Part;
import io.scanloop.bench.rig.Rig;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * How long the intake takes for large studies and how much memory, on this machine, against the figures to reach.
 *
 * <p>{@code IntakeBench <repository>}: prints a table and writes it to {@code docs/results/intake.md}.
 */
public final class IntakeBench {
    private static final String PROJECT = "bench-intake";
    private static final int SLICES = 324;
    private static final int LARGE_SLICES = 2048;
    private static final int RUNS = 7;
    private static final int PACKED_RUNS = 3;
    private static final int PARALLEL = 8;
    private static final int ROUNDS = 3;
    private static final double MB = 1e6;

    private final Rig rig;
    private final IntakeClient client;
    private final AnnouncementWatch watch;
    private int studies;

    private IntakeBench(Rig rig, AnnouncementWatch watch) {
        this.rig = rig;
        this.client = rig.client("bench");
        this.watch = watch;
    }

    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        var root = Path.of(arguments[0]);
        var target = root.resolve("deploy/bench/target");
        var report = new Report();
        var volume = CtVolume.file(target, SLICES);
        var packed = packed(volume);
        var large = CtVolume.file(target, LARGE_SLICES);
        var rig = Rig.start(
                target.resolve("intake"),
                root.resolve("ingest-service/target/quarkus-app/quarkus-run.jar"),
                List.of("-Xmx256m", "-XX:+UseSerialGC"));
        try (var watch = AnnouncementWatch.start(rig.bootstrapServers())) {
            new IntakeBench(rig, watch).run(report, volume, packed, large);
        } finally {
            rig.closeAndDelete();
        }
        System.out.println(report.text());
        report.write(root.resolve("docs/results/intake.md"));
    }

    private void run(Report report, Path volume, Path packed, Path large) throws Exception {
        configure();
        var first = upload(volume);
        report.row("the first upload after the service's start, 170 MB", "%.2f s".formatted(first.whole()), "");
        alone(report, volume);
        var packedRuns = new ArrayList<Sample>();
        for (int i = 0; i < PACKED_RUNS; i++) {
            packedRuns.add(upload(packed));
        }
        report.row(
                "the same volume gzipped, %.0f MB".formatted(Files.size(packed) / MB),
                "%.2f s".formatted(Sample.median(packedRuns).whole()),
                "");
        parallel(report, volume);
        large(report, large);
    }

    private void configure() throws IOException {
        var configuration =
                "{\"classes\":[{\"value\":1,\"name\":\"liver\"}],\"contrasts\":[\"CT\"],\"spacing\":[1.5,1.5,1.5]}";
        var answer = client.json("PUT", "/api/v1/projects/" + PROJECT, configuration);
        if (!answer.isAcknowledged()) {
            throw new IllegalStateException("the project was refused: " + answer.text());
        }
    }

    private void alone(Report report, Path volume) throws Exception {
        var samples = new ArrayList<Sample>();
        Memory peak;
        var cpu = new CpuTime(rig);
        try (var memory = MemoryWatch.start(client, rig.intake().pid())) {
            for (int i = 0; i < RUNS; i++) {
                samples.add(upload(volume));
            }
            peak = memory.peak();
        }
        var median = Sample.median(samples);
        report.row(
                "170 MB stored and announced, %d runs".formatted(RUNS),
                "%.2f / **%.2f** / %.2f s (fastest, median, slowest)"
                        .formatted(Sample.fastest(samples), median.whole(), Sample.slowest(samples)),
                "<= 3 s");
        report.row(
                "of the median: bytes taken, acknowledged, seen by a subscriber",
                "%.2f, %.2f, %.2f s".formatted(median.sent(), median.acknowledged(), median.announced()),
                "");
        report.row("processor time per run: intake, store", cpu.perRun(RUNS), "");
        report.row("heap of the service, most in use", mebibytes(peak.heapUsed()), "<= 256 MiB");
    }

    private void parallel(Report report, Path volume) throws Exception {
        var live = new ArrayList<String>();
        live.add(liveHeap());
        for (int round = 1; round <= ROUNDS; round++) {
            double seconds;
            Memory peak;
            try (var memory = MemoryWatch.start(client, rig.intake().pid())) {
                seconds = together(volume);
                peak = memory.peak();
            }
            report.row(
                    "%d x 170 MB at once, round %d".formatted(PARALLEL, round),
                    "%.1f s, %.0f MB/s".formatted(seconds, PARALLEL * Files.size(volume) / MB / seconds),
                    "");
            report.row(
                    "its memory at most: heap in use, heap committed, resident",
                    "%s, %s, %s"
                            .formatted(
                                    mebibytes(peak.heapUsed()),
                                    mebibytes(peak.heapCommitted()),
                                    mebibytes(peak.resident())),
                    "heap <= 256 MiB");
            live.add(liveHeap());
        }
        report.row(
                "what lives in the heap (after a full collection) before, between and after these rounds",
                String.join(", ", live),
                "no growth");
    }

    private String liveHeap() throws IOException {
        return mebibytes(MemoryWatch.liveHeap(client, rig.intake().pid()));
    }

    private double together(Path volume) throws Exception {
        var threads = Executors.newFixedThreadPool(PARALLEL);
        try {
            long begun = System.nanoTime();
            var uploads = new ArrayList<Callable<Sample>>();
            for (int i = 0; i < PARALLEL; i++) {
                uploads.add(() -> upload(volume));
            }
            for (var upload : threads.invokeAll(uploads)) {
                upload.get();
            }
            return seconds(begun, System.nanoTime());
        } finally {
            threads.shutdownNow();
        }
    }

    private void large(Report report, Path large) throws Exception {
        Sample sample;
        Memory peak;
        try (var memory = MemoryWatch.start(client, rig.intake().pid())) {
            sample = upload(large);
            peak = memory.peak();
        }
        report.row(
                "%.2f GB stored and announced".formatted(Files.size(large) / 1e9),
                "%.1f s".formatted(sample.whole()),
                "");
        report.row(
                "its memory at most: heap in use, resident",
                "%s, %s".formatted(mebibytes(peak.heapUsed()), mebibytes(peak.resident())),
                "heap <= 256 MiB");
    }

    /** Sends a new study of a new patient. */
    private Sample upload(Path volume) throws Exception {
        int number = nextStudy();
        var names = "{\"patient\":\"bench-%d\",\"study\":\"ct\"}".formatted(number);
        var parts = List.of(Part.json("study", names), Part.file("CT", volume));
        var answer = client.send("/api/v1/projects/%s/studies".formatted(PROJECT), parts);
        if (answer.status() != 201 || !answer.body().path("announced").asBoolean()) {
            throw new IllegalStateException(
                    "expected 201 and announced, got %d %s".formatted(answer.status(), answer.text()));
        }
        var event = "study-stored/%s/%s/r1"
                .formatted(PROJECT, answer.body().path("study").asText());
        return new Sample(
                seconds(answer.begun(), answer.sent()),
                seconds(answer.begun(), answer.answered()),
                seconds(answer.begun(), watch.awaited(event)));
    }

    private synchronized int nextStudy() {
        return ++studies;
    }

    private static Path packed(Path volume) throws IOException {
        var packed = volume.resolveSibling(volume.getFileName() + ".gz");
        if (Files.notExists(packed)) {
            var draft = volume.resolveSibling("gz.draft");
            try (var out = new FastGzip(new BufferedOutputStream(Files.newOutputStream(draft)))) {
                Files.copy(volume, out);
            }
            Files.move(draft, packed, StandardCopyOption.REPLACE_EXISTING);
        }
        return packed;
    }

    /** Level 1: what is sent is made once and measured never. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(BufferedOutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }

    private static String mebibytes(long bytes) {
        return "%.0f MiB".formatted(bytes / (double) (1 << 20));
    }
}
