package io.scanloop.ingest;

import io.scanloop.events.ObjectRef;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.ObjectStoreException;
import io.scanloop.storage.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/** An object store in memory, quick enough for a hundred thousand cohorts; can be told to fail at chosen keys. */
final class MemoryObjectStore implements ObjectStore {
    final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    volatile Predicate<String> failsToPut = key -> false;

    private void mayFail(String key) {
        if (failsToPut.test(key)) {
            throw new ObjectStoreException("the store died at " + key, null);
        }
    }

    @Override
    public ObjectRef put(String key, Path file) {
        try {
            mayFail(key);
            var bytes = Files.readAllBytes(file);
            objects.put(key, bytes);
            return new ObjectRef(key, Sha256.of(bytes), bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ObjectRef put(String key, InputStream bytes, long size) {
        try {
            mayFail(key);
            var read = bytes.readAllBytes();
            objects.put(key, read);
            return new ObjectRef(key, Sha256.of(read), read.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) {
        mayFail(key);
        return objects.putIfAbsent(key, bytes) == null;
    }

    @Override
    public boolean compareAndSet(String key, String expectedVersion, byte[] bytes) {
        return objects.computeIfPresent(key, (k, old) -> Sha256.of(old).equals(expectedVersion) ? bytes : old) == bytes;
    }

    @Override
    public Optional<Versioned> get(String key) {
        return Optional.ofNullable(objects.get(key)).map(bytes -> new Versioned(bytes, Sha256.of(bytes)));
    }

    @Override
    public Optional<Long> size(String key) {
        return Optional.ofNullable(objects.get(key)).map(bytes -> (long) bytes.length);
    }

    @Override
    public InputStream open(String key) {
        return new ByteArrayInputStream(objects.get(key));
    }

    @Override
    public InputStream open(String key, long offset, long length) {
        return new ByteArrayInputStream(objects.get(key), (int) offset, (int) length);
    }

    @Override
    public List<String> list(String prefix, String after, int limit) {
        return objects.tailMap(prefix).keySet().stream()
                .takeWhile(key -> key.startsWith(prefix))
                .filter(key -> key.compareTo(after) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public void delete(String key) {
        objects.remove(key);
    }

    @Override
    public int deletePrefix(String prefix) {
        var keys = list(prefix, "", Integer.MAX_VALUE);
        keys.forEach(objects::remove);
        return keys.size();
    }

    @Override
    public void close() {}
}
