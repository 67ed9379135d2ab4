package io.scanloop.learning.graph;

/** What a program is for: dropout happens only in training. */
public enum Mode {
    TRAINING,
    INFERENCE
}
