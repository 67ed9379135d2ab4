package io.scanloop.learning.graph;

import java.util.Map;

/**
 * What one run of a program takes in.
 *
 * @param inputs by the names of the graph's inputs
 * @param logged numbers about the batch that are logged beside the loss
 */
public record Batch(Map<String, HostTensor> inputs, Map<String, Double> logged) {}
