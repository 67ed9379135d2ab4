package io.scanloop.eval;

import org.jspecify.annotations.Nullable;

/** The broker did not acknowledge an event in time. Whether it stands in its topic is not known. */
public final class AnnouncementException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AnnouncementException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
