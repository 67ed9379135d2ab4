package io.scanloop.worker.study;

import java.io.IOException;

/** A file of the cache is not what this software wrote: it is to be removed and made again. */
final class DamagedEntryException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedEntryException(String expected, String found) {
        super("an entry of the cache needs %s, has %s: it is made again".formatted(expected, found));
    }
}
