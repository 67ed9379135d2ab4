package io.scanloop.storage;

import java.io.IOException;

/** A file was changed while it was being stored: nothing was stored, and trying again at once would not help. */
final class FileChangedException extends IOException {
    private static final long serialVersionUID = 1L;

    FileChangedException(String message) {
        super(message);
    }
}
