package io.scanloop.learning.weights;

import java.io.IOException;

/** A file is not the sound safetensors file that it should be. The message says what was expected and what came. */
public final class InvalidWeightsException extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidWeightsException(String expected, String actual) {
        super("expected %s, got %s: the file is damaged or not meant to be loaded".formatted(expected, actual));
    }
}
