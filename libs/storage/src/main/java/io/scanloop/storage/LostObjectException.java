package io.scanloop.storage;

import org.jspecify.annotations.Nullable;

/**
 * The store answered, and the object that was asked for is not there, or is not what was stored. Trying again does not help:
 * somebody has to bring the object back.
 */
public final class LostObjectException extends ObjectStoreException {
    private static final long serialVersionUID = 1L;

    public LostObjectException(String message) {
        this(message, null);
    }

    public LostObjectException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
