package io.scanloop.bench.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The table of figures. */
final class Report {
    private final String machine;
    private final StringBuilder rows = new StringBuilder();

    Report() throws IOException {
        var memory = Files.readAllLines(Path.of("/proc/meminfo")).get(0).replaceAll("\\D", "");
        var load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        machine = "%d cores, %.0f GB of memory, Java %s; load of the machine before the start: %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        Long.parseLong(memory) / 1e6,
                        Runtime.version().feature(),
                        load);
    }

    void row(String what, String figure, String toReach) {
        rows.append("| %s | %s | %s |%n".formatted(what, figure, toReach));
        System.err.println(what + ": " + figure);
    }

    String text() {
        return """
                # Intake: time and memory

                Measured %s by `deploy/bench/run intake`, which wrote this page. Client, ingest-service (`-Xmx256m`), object
                store and broker shared one machine: %s.
                Each run sends a new study: a synthetic CT of 512 x 512 x 324 voxels, int16, uncompressed (512 x 512 x 2048 for the
                large one). Time runs from the first byte sent to both the answer 201 with `announced: true` and the record of
                StudyStored in the hands of a subscriber.

                | what | figure | to reach |
                |---|---|---|
                %s""".formatted(LocalDate.now(ZoneOffset.UTC), machine, rows);
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text());
    }
}
