package io.scanloop.eval.stream;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How far a reader of the live tail has come: per partition the offset of the next record. It names every partition, like
 * {@code 0-120.1-88}, so that whoever gives it back gets exactly what is not before it, from any replica.
 */
public final class StreamPosition {
    private static final Pattern FORM = Pattern.compile("[0-9]{1,4}-[0-9]{1,18}(\\.[0-9]{1,4}-[0-9]{1,18})*");

    private final long[] next;

    private StreamPosition(long[] next) {
        this.next = next;
    }

    /** @param offsets next offset by partition; a partition that is absent begins at 0 */
    public static StreamPosition of(Map<Integer, Long> offsets, int partitions) {
        var next = new long[partitions];
        offsets.forEach((partition, offset) -> next[partition] = offset);
        return new StreamPosition(next);
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @return empty when it is another form, or does not name each partition once and in order
     */
    public static Optional<StreamPosition> parse(String text, int partitions) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        var parts = text.split("\\.");
        if (parts.length != partitions) {
            return Optional.empty();
        }
        var next = new long[partitions];
        for (int partition = 0; partition < partitions; partition++) {
            int hyphen = parts[partition].indexOf('-');
            if (Integer.parseInt(parts[partition].substring(0, hyphen)) != partition) {
                return Optional.empty();
            }
            next[partition] = Long.parseLong(parts[partition].substring(hyphen + 1));
        }
        return Optional.of(new StreamPosition(next));
    }

    public int partitions() {
        return next.length;
    }

    /** Offset of the next record of a partition. */
    public long next(int partition) {
        return next[partition];
    }

    /** Whether a record lies before it. */
    public boolean isPast(int partition, long offset) {
        return offset < next[partition];
    }

    /** The position behind a record. */
    public StreamPosition after(int partition, long offset) {
        var moved = next.clone();
        moved[partition] = Math.max(moved[partition], offset + 1);
        return new StreamPosition(moved);
    }

    /** A position so many records before this one in each partition, or at its beginning. */
    public StreamPosition before(long records) {
        return new StreamPosition(
                Arrays.stream(next).map(offset -> Math.max(0, offset - records)).toArray());
    }

    /** The lesser of two positions, partition by partition: all that is not before either is not before it. */
    public StreamPosition orBefore(StreamPosition other) {
        return new StreamPosition(IntStream.range(0, next.length)
                .mapToLong(partition -> Math.min(next[partition], other.next[partition]))
                .toArray());
    }

    /** Whether everything before the other lies before this one. */
    public boolean covers(StreamPosition other) {
        return IntStream.range(0, next.length).allMatch(partition -> next[partition] >= other.next[partition]);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StreamPosition position && Arrays.equals(next, position.next);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(next);
    }

    @Override
    public String toString() {
        return IntStream.range(0, next.length)
                .mapToObj(partition -> partition + "-" + next[partition])
                .collect(Collectors.joining("."));
    }
}
