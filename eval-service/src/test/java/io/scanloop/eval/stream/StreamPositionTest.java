package io.scanloop.eval.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPositionTest {
    @Test
    void namesEveryPartition() {
        assertThat(StreamPosition.of(Map.of(0, 120L, 1, 88L), 2)).hasToString("0-120.1-88");
        assertThat(StreamPosition.of(Map.of(1, 5L), 3)).hasToString("0-0.1-5.2-0");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isReadAsItWasWritten(long seed) {
        var random = new Random(seed);
        var position = StreamPosition.of(
                Map.of(0, random.nextLong(1L << 50), 2, (long) random.nextInt(9), 7, random.nextLong(1L << 40)), 8);

        assertThat(StreamPosition.parse(position.toString(), 8)).contains(position);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0-1",
                "0-1.1-2.2-3",
                "1-1.0-2",
                "0-1.0-2",
                "0-1.1-",
                "0-1.1-2.",
                "0--1.1-2",
                "a-1.1-2",
                "0-1,1-2",
                "0-99999999999999999999.1-2",
                "0-1.1-2\nid: 3",
                "undefined",
                "0-1.1-2 "
            })
    void whatItDidNotWriteIsNotUnderstood(String text) {
        assertThat(StreamPosition.parse(text, 2)).isEmpty();
    }

    @Test
    void movesBehindRecordsAndKnowsWhatIsPast() {
        var position = StreamPosition.of(Map.of(0, 3L, 1, 5L), 2);

        assertThat(position.after(0, 3)).hasToString("0-4.1-5");
        assertThat(position.after(0, 1)).isEqualTo(position);
        assertThat(position.isPast(1, 4)).isTrue();
        assertThat(position.isPast(1, 5)).isFalse();
        assertThat(position.after(1, 9).covers(position)).isTrue();
        assertThat(position.covers(position.after(1, 9))).isFalse();
        assertThat(position.after(0, 9).covers(position.after(1, 9))).isFalse();
        assertThat(position.before(4)).hasToString("0-0.1-1");
        assertThat(position.orBefore(StreamPosition.of(Map.of(0, 9L, 1, 2L), 2)))
                .hasToString("0-3.1-2");
    }
}
