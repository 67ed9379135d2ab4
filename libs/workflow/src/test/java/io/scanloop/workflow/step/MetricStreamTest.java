package io.scanloop.workflow.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.events.EventCodec;
import io.scanloop.events.MetricBatch;
import io.scanloop.events.Point;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetricStreamTest {
    private final MetricStream stream =
            new MetricStream(new Claim(Steps.step("r7", 2), "pretrain-worker-1", "abcdefghijkl", "cpu-2"));

    @Test
    void pointsKeepTheirOrderAndBatchesAreNumbered() {
        stream.add(points("loss", 0, 450), Instant.EPOCH);
        var first = stream.drain();
        stream.add(points("loss", 450, 460), Instant.EPOCH);

        var second = stream.drain();

        assertThat(first).extracting(MetricBatch::seq).containsExactly(0L, 1L, 2L);
        assertThat(second).extracting(MetricBatch::seq).containsExactly(3L);
        assertThat(second.get(0).id()).isEqualTo("metric-batch/liver/r7/pretrain-2/abcdefghijkl/3");
        assertThat(first.stream().flatMap(batch -> batch.points().stream()).map(Point::step))
                .isEqualTo(IntStream.range(0, 450).mapToObj(Long::valueOf).toList());
    }

    @Test
    void nothingMeasuredIsNothingSent() {
        stream.add(List.of(), Instant.EPOCH);

        assertThat(stream.drain()).isEmpty();
    }

    @Test
    void aFullBatchOfTheLongestKeysFitsIntoAnEvent() {
        stream.add(points("k".repeat(200), 0, MetricStream.POINTS_PER_BATCH), Instant.EPOCH);

        var batch = stream.drain().get(0);

        assertThat(EventCodec.encode(batch).value()).hasSizeLessThan(EventCodec.LARGEST_EVENT_BYTES);
    }

    @Test
    void whenNobodyTakesTheBatchesTheOldestPointsGo() {
        stream.add(points("loss", 0, MetricStream.MOST_WAITING + 5), Instant.EPOCH);

        var left = stream.drain().stream()
                .flatMap(batch -> batch.points().stream())
                .toList();

        assertThat(left).hasSize(MetricStream.MOST_WAITING);
        assertThat(left.get(0).step()).isEqualTo(5);
    }

    private static List<Point> points(String key, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(step -> Point.of(key, -1.2345678901234568E-300, step))
                .toList();
    }
}
