package io.scanloop.eval.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.Point;
import io.scanloop.storage.LostObjectException;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.ObjectStoreException;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.StepManifest;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The points of committed steps, as their files hold them: each once. What was read is kept, within bounds, for others. */
public final class StepHistory {
    private static final String METRICS = "metrics";
    private static final int POINTS_PER_FRAME = 500;
    private static final ObjectReader POINT = Documents.mapper().readerFor(Point.class);

    private final ObjectStore store;
    private final long mostBytes;
    private final Map<String, Chunk> cache = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    /** @param mostBytes what is kept */
    public StepHistory(ObjectStore store, long mostBytes) {
        this.store = store;
        this.mostBytes = mostBytes;
    }

    /**
     * A step's points as events.
     *
     * @param points how many of the step's points there are in all
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Chunk(byte[] frames, int points) {}

    /**
     * The points of a step as a client wants them, and that its attempt won. May take as long as the store needs.
     *
     * @throws ObjectStoreException when the store is away
     */
    Chunk chunk(CommittedStep step, StreamFilter filter) {
        var name = step.manifest().sha256() + "/" + (filter.metric() == null ? "" : filter.metric());
        synchronized (cache) {
            var kept = cache.get(name);
            if (kept != null) {
                return kept;
            }
        }
        var chunk = read(step, filter);
        keep(name, chunk);
        return chunk;
    }

    /**
     * How many points a step has.
     *
     * @throws ObjectStoreException when the store is away
     */
    public int count(CommittedStep step) {
        return chunk(step, StreamFilter.ALL).points();
    }

    private void keep(String name, Chunk chunk) {
        if (chunk.frames().length > mostBytes / 4) {
            return;
        }
        synchronized (cache) {
            if (cache.putIfAbsent(name, chunk) == null) {
                bytes += chunk.frames().length;
            }
            var eldest = cache.values().iterator();
            while (bytes > mostBytes) {
                bytes -= eldest.next().frames().length;
                eldest.remove();
            }
        }
    }

    private Chunk read(CommittedStep step, StreamFilter filter) {
        var all = points(step);
        var wanted = filter.points(all);
        var frames = new ByteArrayOutputStream();
        for (int from = 0; from < wanted.size(); from += POINTS_PER_FRAME) {
            var some = wanted.subList(from, Math.min(wanted.size(), from + POINTS_PER_FRAME));
            frames.writeBytes(Frames.event("points", null, Frames.Points.of(step, some)));
        }
        frames.writeBytes(Frames.event("committed", null, Frames.Committed.of(step, all.size())));
        return new Chunk(frames.toByteArray(), all.size());
    }

    /** All points of a committed step, in the order in which they were measured; none where it has no file of them. */
    public List<Point> points(CommittedStep step) {
        var file = Documents.redeem(store, step.manifest(), StepManifest.class)
                .outputs()
                .get(METRICS);
        return file == null ? List.of() : read(file);
    }

    private List<Point> read(ObjectRef file) {
        var points = new ArrayList<Point>();
        try (var lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(store.open(file.key())), UTF_8))) {
            for (String line; (line = lines.readLine()) != null; ) {
                points.add(POINT.readValue(line));
            }
            return points;
        } catch (JacksonException | ZipException e) {
            throw new LostObjectException("%s must hold one point a line, does not".formatted(file.key()), e);
        } catch (IOException e) {
            throw new ObjectStoreException("reading %s broke off".formatted(file.key()), e);
        }
    }
}
