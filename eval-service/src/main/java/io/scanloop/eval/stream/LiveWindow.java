package io.scanloop.eval.stream;

import io.scanloop.events.MetricBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The newest events, which all live clients share. Bounded; whoever falls behind its oldest reads the topic again. */
final class LiveWindow {
    private static final int MOST_ENTRIES = 1 << 13;
    /** What an entry takes beside its frame: about as much again for the batch itself, and objects. */
    private static final int OVERHEAD_BYTES = 512;

    private final long mostBytes;
    private final @Nullable StreamEntry[] ring = new StreamEntry[MOST_ENTRIES];
    private StreamPosition position;
    private long first;
    private long next;
    private long bytes;

    /** @param start where the tail is read from */
    LiveWindow(long mostBytes, StreamPosition start) {
        this.mostBytes = mostBytes;
        this.position = start;
    }

    /**
     * Where a client stands in the window.
     *
     * @param cursor number of the next entry
     */
    record Place(long cursor, StreamPosition position) {}

    /** The end of the window. */
    synchronized Place head() {
        return new Place(next, position);
    }

    /** The place of a client that has been told this position last; empty when the window does not hold it any more. */
    synchronized Optional<Place> find(StreamPosition wanted) {
        if (wanted.equals(position)) {
            return Optional.of(head());
        }
        for (long number = first; number < next; number++) {
            if (entry(number).position().equals(wanted)) {
                // what was told at this position later may not have arrived: it is told again, which is harmless, since
                // it says how things stand
                return Optional.of(new Place(number + 1, wanted));
            }
        }
        return Optional.empty();
    }

    /** Takes a batch that stands at this place of the tail. */
    synchronized void add(MetricBatch batch, int partition, long offset) {
        position = position.after(partition, offset);
        append(StreamEntry.points(next, batch, position));
    }

    /** Passes a record of the tail that nobody gets. */
    synchronized void skip(int partition, long offset) {
        position = position.after(partition, offset);
    }

    /** Takes what is told beside the tail. */
    synchronized void tell(String name, String project, @Nullable String run, Object data) {
        append(StreamEntry.told(next, name, project, run, position, data));
    }

    private void append(StreamEntry entry) {
        ring[index(next)] = entry;
        next++;
        bytes += cost(entry);
        while (next - first >= MOST_ENTRIES || (bytes > mostBytes && next - first > 1)) {
            bytes -= cost(entry(first));
            ring[index(first)] = null;
            first++;
        }
    }

    /**
     * Entries from a cursor on.
     *
     * @param most how many at most
     * @return empty when the window has moved on behind the cursor
     */
    synchronized Optional<List<StreamEntry>> from(long cursor, int most) {
        if (cursor < first) {
            return Optional.empty();
        }
        var entries = new ArrayList<StreamEntry>();
        for (long number = cursor; number < next && entries.size() < most; number++) {
            entries.add(entry(number));
        }
        return Optional.of(entries);
    }

    private StreamEntry entry(long number) {
        var entry = ring[index(number)];
        if (entry == null) {
            throw new IllegalStateException(
                    "entry %d must be in the window from %d to %d".formatted(number, first, next));
        }
        return entry;
    }

    private static int index(long number) {
        return (int) (number % MOST_ENTRIES);
    }

    private static long cost(StreamEntry entry) {
        return 2L * entry.bytes() + OVERHEAD_BYTES;
    }
}
