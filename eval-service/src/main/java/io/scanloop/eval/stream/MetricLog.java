package io.scanloop.eval.stream;

import io.scanloop.events.MetricBatch;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The topic of the live tail. Every question may throw a {@link RuntimeException} when the broker is away. */
public interface MetricLog {

    /** Positions of the first records that are still there. */
    StreamPosition beginning();

    /** The position behind the last record. */
    StreamPosition end();

    /** The position of the first records from a time on. */
    StreamPosition since(Instant time);

    /** Opens what lies between two positions. */
    Replay replay(StreamPosition from, StreamPosition to);

    /** A batch with its place. */
    record Placed(MetricBatch batch, int partition, long offset) {}

    /** Records between two positions, each once, those of a partition in their order. */
    interface Replay extends AutoCloseable {
        /** Some of the next records, perhaps none yet; null when there are no more. */
        @Nullable
        List<Placed> next();

        @Override
        void close();
    }
}
