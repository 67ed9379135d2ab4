package io.scanloop.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistanceTransformTest {
    private static final int SOURCE = 1;
    private static final int QUERY = 2;

    @Test
    void aLineIsMeasuredInItsSpacing() {
        var grid = new Grid(1, 5, 1, 9, 1.5, 9);

        assertThat(distances(grid, new byte[] {QUERY, SOURCE, QUERY, QUERY, SOURCE | QUERY}))
                .containsExactly(1.5, Double.NaN, 1.5, 1.5, 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void distancesAreThoseFoundByLookingAtAllSources(long seed) {
        var random = new SplittableRandom(seed);
        for (int round = 0; round < 40; round++) {
            var grid = new Grid(
                    1 + random.nextInt(9),
                    1 + random.nextInt(9),
                    1 + random.nextInt(9),
                    0.2 + 3 * random.nextDouble(),
                    0.2 + 3 * random.nextDouble(),
                    0.2 + 3 * random.nextDouble());
            var marks = new byte[grid.places()];
            double sources = Math.pow(random.nextDouble(), 4);
            double queries = random.nextDouble();
            for (int i = 0; i < marks.length; i++) {
                marks[i] = (byte)
                        ((random.nextDouble() < sources ? SOURCE : 0) | (random.nextDouble() < queries ? QUERY : 0));
            }
            marks[random.nextInt(marks.length)] |= SOURCE;

            assertThat(distances(grid, marks)).containsExactly(slow(grid, marks), within(1e-12));
        }
    }

    @Test
    void aTransformMayBeUsedAgain() {
        var grid = new Grid(2, 2, 2, 1, 1, 1);
        var transform = new DistanceTransform(grid);
        var one = new byte[] {SOURCE, 0, 0, 0, 0, 0, 0, QUERY};
        var other = new byte[] {0, SOURCE, 0, 0, 0, 0, 0, QUERY};

        transform.measure(
                one, SOURCE, QUERY, (place, distance) -> assertThat(distance).isEqualTo(Math.sqrt(3)));
        transform.measure(
                other, SOURCE, QUERY, (place, distance) -> assertThat(distance).isEqualTo(Math.sqrt(2)));
    }

    private static double[] distances(Grid grid, byte[] marks) {
        var distances = new double[marks.length];
        Arrays.fill(distances, Double.NaN);
        new DistanceTransform(grid).measure(marks, SOURCE, QUERY, (place, distance) -> {
            assertThat(distances[place]).isNaN();
            distances[place] = distance;
        });
        return distances;
    }

    /** Each query against each source. */
    private static double[] slow(Grid grid, byte[] marks) {
        var distances = new double[marks.length];
        for (int query = 0; query < marks.length; query++) {
            distances[query] = (marks[query] & QUERY) == 0 ? Double.NaN : Double.POSITIVE_INFINITY;
            for (int source = 0; source < marks.length; source++) {
                if ((marks[source] & SOURCE) != 0 && !Double.isNaN(distances[query])) {
                    double x = (query % grid.sizeX() - source % grid.sizeX()) * grid.spacingX();
                    double y = (query / grid.sizeX() % grid.sizeY() - source / grid.sizeX() % grid.sizeY())
                            * grid.spacingY();
                    double z = (query / grid.plane() - source / grid.plane()) * grid.spacingZ();
                    distances[query] = Math.min(distances[query], Math.sqrt(x * x + y * y + z * z));
                }
            }
        }
        return distances;
    }
}
