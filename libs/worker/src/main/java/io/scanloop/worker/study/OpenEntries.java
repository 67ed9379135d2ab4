package io.scanloop.worker.study;

import io.scanloop.worker.cache.FileCache;
import io.scanloop.worker.cache.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Entries of the cache that are open, those used last, so that not every crop opens a file. What falls out of here may
 * be evicted from the disk; a reader that still has it mapped reads on.
 */
final class OpenEntries<E> implements AutoCloseable {
    private final FileCache cache;
    private final long mostBytes;
    private final Opening<E> opening;
    private final Map<String, Open<E>> open = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    interface Opening<E> {
        E opened(Path file) throws IOException;
    }

    private record Open<E>(E entry, Lease lease, long bytes) {}

    OpenEntries(FileCache cache, long mostBytes, Opening<E> opening) {
        this.cache = cache;
        this.mostBytes = mostBytes;
        this.opening = opening;
    }

    /** The entry, made if it is not there, and made again if it is damaged. */
    E entry(String key, FileCache.Source source) throws IOException {
        synchronized (open) {
            var present = open.get(key);
            if (present != null) {
                return present.entry();
            }
        }
        try {
            return open(key, source);
        } catch (DamagedEntryException e) {
            cache.remove(key);
            return open(key, source);
        }
    }

    private E open(String key, FileCache.Source source) throws IOException {
        var lease = cache.lease(key, source);
        try {
            var opened = new Open<>(opening.opened(lease.file()), lease, Files.size(lease.file()));
            keep(key, opened);
            return opened.entry();
        } catch (IOException | RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    private void keep(String key, Open<E> opened) {
        synchronized (open) {
            var other = open.put(key, opened);
            bytes += opened.bytes();
            if (other != null) {
                bytes -= other.bytes();
                other.lease().close();
            }
            var eldest = open.values().iterator();
            while (bytes > mostBytes && open.size() > 1) {
                var old = eldest.next();
                eldest.remove();
                bytes -= old.bytes();
                old.lease().close();
            }
        }
    }

    @Override
    public void close() {
        synchronized (open) {
            open.values().forEach(entry -> entry.lease().close());
            open.clear();
            bytes = 0;
        }
    }
}
