package io.scanloop.storage;

import org.jspecify.annotations.Nullable;

/**
 * The object store could not be reached, or refused: the world failed, and trying again may help, unless it is a {@link
 * LostObjectException}.
 */
public sealed class ObjectStoreException extends RuntimeException permits LostObjectException {
    private static final long serialVersionUID = 1L;

    public ObjectStoreException(String message) {
        this(message, null);
    }

    public ObjectStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
