package io.scanloop.learning.graph;

/** The types of numbers of a graph. Only FLOAT32, FLOAT64, INT64 enter and leave a program. */
public enum Type {
    FLOAT32(6),
    FLOAT64(7),
    INT64(4),
    BOOL(11);

    private final int code;

    Type(int code) {
        this.code = code;
    }

    /** Whether numbers of this type have a gradient. */
    public boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64;
    }

    /** The number that stands for the type in the text of a program. */
    int code() {
        return code;
    }
}
