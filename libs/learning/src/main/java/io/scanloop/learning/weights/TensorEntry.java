package io.scanloop.learning.weights;

import java.util.List;

/**
 * Where a tensor lies in a safetensors file.
 *
 * @param name path of the parameter
 * @param shape sizes of the axes, each at least 0; empty for a scalar
 * @param begin first byte, counted from the end of the header
 * @param end byte after the last
 */
public record TensorEntry(String name, TensorType type, List<Long> shape, long begin, long end) {

    /** Bytes of the tensor. */
    public long length() {
        return end - begin;
    }
}
