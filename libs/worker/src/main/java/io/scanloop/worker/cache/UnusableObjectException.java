package io.scanloop.worker.cache;

import java.io.IOException;

/** An object of the store is gone or has other bytes than those that an event named; it will stay so. */
public final class UnusableObjectException extends IOException {
    private static final long serialVersionUID = 1L;

    UnusableObjectException(String message) {
        super(message);
    }
}
