package io.scanloop.learning.loss;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;

/** Fixed tables over the rows of a matrix; the same one for everybody in a graph who asks. */
final class Rows {
    private Rows() {}

    /** True on the diagonal, (rows, rows), BOOL. */
    static Tensor diagonal(Graph graph, long rows) {
        Tensor numbers = numbers(graph, rows);
        return numbers.unsqueeze(0).minus(numbers.unsqueeze(1)).equalTo(0);
    }

    /** The other row of each pair, when the second half of the rows repeats the first: (rows, 1), INT64. */
    static Tensor partners(Graph graph, long rows) {
        var name = "partners_" + rows;
        var known = graph.constants().get(name);
        if (known != null) {
            return known.value();
        }
        var partners = new long[(int) rows];
        for (int row = 0; row < rows; row++) {
            partners[row] = (row + rows / 2) % rows;
        }
        return graph.constant(name, partners, rows, 1);
    }

    private static Tensor numbers(Graph graph, long rows) {
        var name = "rows_" + rows;
        var known = graph.constants().get(name);
        if (known != null) {
            return known.value();
        }
        var numbers = new float[(int) rows];
        for (int row = 0; row < rows; row++) {
            numbers[row] = row;
        }
        return graph.constant(name, numbers, rows);
    }
}
