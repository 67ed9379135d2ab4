package io.scanloop.worker;

import com.fasterxml.jackson.databind.ObjectReader;
import io.scanloop.events.Point;
import io.scanloop.storage.layout.Documents;
import io.scanloop.workflow.step.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The points of a step, in the order in which they were measured: told at once to those who watch, and committed with
 * the step, each once, whatever interrupted it.
 */
final class PointLog {
    static final String FILE = "metrics.jsonl.gz";

    /** Beyond so many iterations of a step not each has points. */
    private static final int MOST_ITERATIONS = 500;

    private final Progress live;
    private final List<Point> points = new ArrayList<>();
    private final long every;

    /**
     * @param live where points go at once
     * @param iterations how many the step has
     */
    PointLog(Progress live, int iterations) {
        this.live = live;
        this.every = Math.max(1, (iterations + MOST_ITERATIONS - 1) / MOST_ITERATIONS);
    }

    /** Whether the points of an iteration are kept: those of each, or of every n-th. */
    boolean takes(long iteration) {
        return iteration % every == 0;
    }

    /**
     * Notes values of one time.
     *
     * @param step iterations done, counted over the phase
     */
    void add(Map<String, Double> values, long step) {
        var added = values.entrySet().stream()
                .map(value -> Point.of(key(value.getKey()), value.getValue(), step))
                .toList();
        points.addAll(added);
        live.measured(added);
    }

    /** Names of contrasts may have characters that keys have not. */
    private static String key(String name) {
        return name.replaceAll("[^A-Za-z0-9._/-]", "_");
    }

    List<Point> points() {
        return List.copyOf(points);
    }

    /** Puts what an interrupted attempt wrote before what comes; it was told already. */
    void resume(Path file) throws IOException {
        ObjectReader reader = Documents.mapper().readerFor(Point.class);
        try (var lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            var earlier = new ArrayList<Point>();
            for (String line; (line = lines.readLine()) != null; ) {
                earlier.add(reader.readValue(line));
            }
            points.addAll(0, earlier);
        }
    }

    /** Writes all points, one JSON object a line. */
    void write(Path file) throws IOException {
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            for (Point point : points) {
                out.write(Documents.write(point));
                out.write('\n');
            }
        }
    }
}
