package io.scanloop.eval.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.events.Point;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamFilterTest {
    private static final List<Point> POINTS = Stream.of(
                    "pretrain/loss", "pretrain/loss/reconstruction", "validation/dice/1")
            .map(key -> Point.of(key, 0.5, 1))
            .toList();

    @ParameterizedTest
    @CsvSource({
        "pretrain/loss, 2",
        "pretrain/loss/, 1",
        "pretrain/*, 2",
        "*/dice/?, 1",
        "*loss, 1",
        "validation, 1",
        "loss, 0",
        "pretrain.loss, 0",
        "p[a-z]*, 0",
        "'', 3"
    })
    void aMetricIsAPrefixOrAGlob(String metric, int wanted) {
        assertThat(StreamFilter.of(null, null, metric).points(POINTS)).hasSize(wanted);
    }

    @Test
    void runsAreNamedWithinTheirProject() {
        var filter = StreamFilter.of("brain", "r1, r7", null);

        assertThat(filter.takesRun("brain", "r7")).isTrue();
        assertThat(filter.takesRun("brain", "r2")).isFalse();
        assertThat(filter.takesRun("heart", "r1")).isFalse();
        assertThat(filter.takesProject("brain")).isTrue();
        assertThat(StreamFilter.of("", " ", null)).isEqualTo(StreamFilter.ALL);
    }
}
