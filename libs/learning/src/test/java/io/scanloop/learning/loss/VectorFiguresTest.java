package io.scanloop.learning.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VectorFiguresTest {
    private static final int ROWS = 9;
    private static final int WIDTH = 4;

    @Test
    void figuresAreWhatTheirDefinitionsSay() {
        var first = Scored.normal("first", ROWS * WIDTH);
        var second = Scored.normal("second", ROWS * WIDTH);
        for (int row = 0; row < ROWS; row++) {
            first[row * WIDTH + 2] = 3; // never varies
        }
        var valid = new float[] {1, 1, 0, 1, 1, 1, 0, 1, 1};

        var figures = figures(first, second, valid);

        var counted = new ArrayList<Integer>();
        for (int row = 0; row < ROWS; row++) {
            if (valid[row] == 1) {
                counted.add(row);
            }
        }
        int n = counted.size();
        double positive = 0;
        double negative = 0;
        double near = 0;
        for (int i : counted) {
            positive += cosine(first, i, second, i) / n;
            for (int j : counted) {
                if (i != j) {
                    double cosine = cosine(first, i, first, j);
                    negative += cosine / (n * (n - 1));
                    near += Math.exp(-2 * (2 - 2 * cosine)) / (n * (n - 1));
                }
            }
        }
        assertThat(figures.get("cosine/positive")).isCloseTo(positive, within(1e-5));
        assertThat(figures.get("alignment")).isCloseTo(2 - 2 * positive, within(1e-5));
        assertThat(figures.get("cosine/negative")).isCloseTo(negative, within(1e-5));
        assertThat(figures.get("uniformity")).isCloseTo(Math.log(near), within(1e-5));
        assertThat(figures.get("rank")).isCloseTo(rank(first, counted), within(1e-4));
        assertThat(figures.get("dead")).isEqualTo(0.25);
        assertThat(figures.get("counted")).isCloseTo(7 / 9.0, within(1e-6));
    }

    @Test
    void collapsedVectorsShow() {
        var same = new float[ROWS * WIDTH];
        Arrays.fill(same, 0.3f);

        var figures = figures(same, same, ones());

        assertThat(figures.get("cosine/negative")).isCloseTo(1, within(1e-5));
        assertThat(figures.get("uniformity")).isCloseTo(0, within(1e-5));
        assertThat(figures.get("dead")).isEqualTo(1);
        assertThat(figures.values()).allSatisfy(value -> assertThat(value).isFinite());
    }

    @Test
    void nothingThatCountsGivesFiniteNumbers() {
        var first = Scored.normal("first", ROWS * WIDTH);

        assertThat(figures(first, first, new float[ROWS]).values())
                .allSatisfy(value -> assertThat(value).isFinite());
    }

    /** (sum of e)^2 / sum of e^2 of the covariance, by its trace and its squared entries. */
    private static double rank(float[] rows, List<Integer> counted) {
        var covariance = new double[WIDTH][WIDTH];
        for (int a = 0; a < WIDTH; a++) {
            for (int b = 0; b < WIDTH; b++) {
                double meanA = mean(rows, a, counted);
                double meanB = mean(rows, b, counted);
                for (int row : counted) {
                    covariance[a][b] += (rows[row * WIDTH + a] - meanA) * (rows[row * WIDTH + b] - meanB);
                }
            }
        }
        double trace = 0;
        double squares = 0;
        for (int a = 0; a < WIDTH; a++) {
            trace += covariance[a][a];
            for (int b = 0; b < WIDTH; b++) {
                squares += covariance[a][b] * covariance[a][b];
            }
        }
        return trace * trace / squares;
    }

    private static double mean(float[] rows, int column, List<Integer> counted) {
        return counted.stream()
                .mapToDouble(row -> rows[row * WIDTH + column])
                .average()
                .orElseThrow();
    }

    private static double cosine(float[] one, int i, float[] other, int j) {
        double dot = 0;
        double squareI = 0;
        double squareJ = 0;
        for (int at = 0; at < WIDTH; at++) {
            double a = one[i * WIDTH + at];
            double b = other[j * WIDTH + at];
            dot += a * b;
            squareI += a * a;
            squareJ += b * b;
        }
        return dot / Math.sqrt(squareI * squareJ);
    }

    private static float[] ones() {
        var ones = new float[ROWS];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static Map<String, Double> figures(float[] first, float[] second, float[] valid) {
        var scored = new Scored();
        var figures = new HashMap<String, Double>();
        new VectorFigures(
                        scored.input(first, ROWS, WIDTH), scored.input(second, ROWS, WIDTH), scored.fixed(valid, ROWS))
                .logged()
                .forEach((name, value) -> figures.put(name, scored.value(value)));
        return figures;
    }
}
