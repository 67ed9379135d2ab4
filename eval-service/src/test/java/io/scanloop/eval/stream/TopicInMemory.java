package io.scanloop.eval.stream;

import io.scanloop.events.MetricBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The topic of the live tail. Whoever reads several partitions gets them mixed by chance. */
final class TopicInMemory implements MetricLog {
    private final List<List<MetricBatch>> partitions = new ArrayList<>();
    private final Random random;
    private long droppedBefore;

    TopicInMemory(int partitions, Random random) {
        this.random = random;
        for (int i = 0; i < partitions; i++) {
            this.partitions.add(new ArrayList<>());
        }
    }

    void append(MetricBatch batch) {
        partitions.get(Math.floorMod(batch.run().hashCode(), partitions.size())).add(batch);
    }

    /** Forgets everything that stands in it now. */
    void expire() {
        droppedBefore = Long.MAX_VALUE;
    }

    @Override
    public StreamPosition beginning() {
        return droppedBefore == 0 ? StreamPosition.of(Map.of(), partitions.size()) : end();
    }

    @Override
    public StreamPosition end() {
        var ends = new TreeMap<Integer, Long>();
        for (int partition = 0; partition < partitions.size(); partition++) {
            ends.put(partition, (long) partitions.get(partition).size());
        }
        return StreamPosition.of(ends, partitions.size());
    }

    @Override
    public StreamPosition since(Instant time) {
        var offsets = new TreeMap<Integer, Long>();
        for (int partition = 0; partition < partitions.size(); partition++) {
            var records = partitions.get(partition);
            long offset = 0;
            while (offset < records.size() && records.get((int) offset).at().isBefore(time)) {
                offset++;
            }
            offsets.put(partition, offset);
        }
        return StreamPosition.of(offsets, partitions.size());
    }

    @Override
    public Replay replay(StreamPosition from, StreamPosition to) {
        return new Replay() {
            private StreamPosition at = from;

            @Override
            public @Nullable List<Placed> next() {
                if (at.covers(to)) {
                    return null;
                }
                var placed = new ArrayList<Placed>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    var one = nextAfter(at, to);
                    if (one != null) {
                        placed.add(one);
                        at = at.after(one.partition(), one.offset());
                    }
                }
                return placed;
            }

            @Override
            public void close() {}
        };
    }

    /** One of the next records of the partitions; null when there is none before the end. */
    @Nullable
    Placed nextAfter(StreamPosition at, StreamPosition end) {
        var open = new ArrayList<Integer>();
        for (int partition = 0; partition < partitions.size(); partition++) {
            if (at.next(partition) < end.next(partition)) {
                open.add(partition);
            }
        }
        if (open.isEmpty()) {
            return null;
        }
        int partition = open.get(random.nextInt(open.size()));
        long offset = at.next(partition);
        return new Placed(partitions.get(partition).get((int) offset), partition, offset);
    }
}
