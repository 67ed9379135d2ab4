package io.scanloop.learning.training;

/** Loss or gradient were no finite numbers several times in a row: going on would be of no use. */
public final class NotFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotFiniteException(String message) {
        super(message);
    }
}
