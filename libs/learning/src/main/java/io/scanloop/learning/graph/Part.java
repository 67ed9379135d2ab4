package io.scanloop.learning.graph;

import java.util.List;

/**
 * Some operations that follow one another.
 *
 * @param segment number of the segment that they are, or negative when they lie between segments
 * @param operations in order
 */
public record Part(int segment, List<Tensor> operations) {
    /** Whether the graph's maker marked them as one. */
    public boolean isSegment() {
        return segment >= 0;
    }

    /** Whether one of them draws numbers when a program trains. */
    public boolean draws() {
        return operations.stream()
                .map(Tensor::call)
                .anyMatch(call -> call != null && call.function().equals("dropout"));
    }
}
