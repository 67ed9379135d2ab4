package io.scanloop.storage;

import io.scanloop.events.ObjectRef;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Objects as files below one folder, for tests and experiments: one machine, any number of processes.
 *
 * <p>An object is written as a draft, forced to disk and moved to its place in one step, so a reader sees it whole or
 * not at all whatever dies; a killed process leaves at most a draft that nobody reads. Changes of place happen one at a
 * time, across processes, which makes the conditional puts exact.
 */
public final class DirectoryObjectStore implements ObjectStore {
    private final Path objects;
    private final Drafts drafts;
    private final FolderLock lock;

    /** @param folder created when missing */
    public DirectoryObjectStore(Path folder) {
        try {
            this.objects = Files.createDirectories(folder.toAbsolutePath().resolve("objects"));
            this.drafts =
                    new Drafts(Files.createDirectories(folder.toAbsolutePath().resolve("drafts")));
            this.lock = new FolderLock(folder.toAbsolutePath().resolve("lock"));
        } catch (IOException e) {
            throw new ObjectStoreException(
                    "cannot keep objects in %s: make the folder writable (%s)".formatted(folder, e.getMessage()), e);
        }
    }

    @Override
    public ObjectRef put(String key, Path file) {
        ObjectKeys.check(key);
        return doing("put", key, () -> {
            long size = Files.size(file);
            try (var bytes = Files.newInputStream(file);
                    var draft = drafts.write(bytes, size)) {
                if (Files.size(file) != size || bytes.read() != -1) {
                    throw new FileChangedException(
                            "the file %s changed its size while it was being stored: expected %d bytes, now %d"
                                    .formatted(file, size, Files.size(file)));
                }
                lock.alone(() -> moveToPlace(draft, key));
                return new ObjectRef(key, draft.sha256(), size);
            }
        });
    }

    @Override
    public ObjectRef put(String key, InputStream bytes, long size) {
        ObjectKeys.check(key);
        return doing("put", key, () -> {
            try (var draft = drafts.write(bytes, size)) {
                lock.alone(() -> moveToPlace(draft, key));
                return new ObjectRef(key, draft.sha256(), size);
            }
        });
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) {
        ObjectKeys.check(key);
        SmallObjects.check(bytes);
        return doing("put", key, () -> {
            try (var draft = drafts.write(bytes)) {
                return lock.alone(() -> !isObject(key) && moveToPlace(draft, key));
            }
        });
    }

    @Override
    public boolean compareAndSet(String key, String expectedVersion, byte[] bytes) {
        ObjectKeys.check(key);
        SmallObjects.check(bytes);
        return doing("put", key, () -> {
            try (var draft = drafts.write(bytes)) {
                return lock.alone(
                        () -> isObject(key) && read(key).version().equals(expectedVersion) && moveToPlace(draft, key));
            }
        });
    }

    private boolean moveToPlace(Drafts.Draft draft, String key) throws IOException {
        var place = objects.resolve(key);
        if (Files.isDirectory(place)) {
            throw new IOException("other keys lie below it, and no key is a folder of another");
        }
        Files.createDirectories(place.getParent());
        draft.moveTo(place);
        return true;
    }

    @Override
    public Optional<Versioned> get(String key) {
        ObjectKeys.check(key);
        return doing("get", key, () -> {
            try {
                return isObject(key) ? Optional.of(read(key)) : Optional.empty();
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        });
    }

    private Versioned read(String key) throws IOException {
        try (var stream = Files.newInputStream(objects.resolve(key))) {
            var bytes = SmallObjects.read(stream);
            var digest = Sha256.digest();
            digest.update(bytes);
            return new Versioned(bytes, Sha256.hex(digest.digest()));
        }
    }

    @Override
    public Optional<Long> size(String key) {
        ObjectKeys.check(key);
        return doing("look for", key, () -> {
            try {
                return isObject(key) ? Optional.of(Files.size(objects.resolve(key))) : Optional.empty();
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        });
    }

    private boolean isObject(String key) {
        return Files.isRegularFile(objects.resolve(key), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public InputStream open(String key) {
        ObjectKeys.check(key);
        return doing("open", key, () -> {
            try {
                if (!isObject(key)) {
                    throw new NoSuchFileException(key);
                }
                return Files.newInputStream(objects.resolve(key));
            } catch (NoSuchFileException e) {
                throw new LostObjectException(
                        "cannot open %s in the folder %s: there is no such object".formatted(key, objects.getParent()),
                        e);
            }
        });
    }

    @Override
    public InputStream open(String key, long offset, long length) {
        Range.check(offset, length);
        return doing("open", key, () -> {
            var stream = open(key);
            try {
                long size = Files.size(objects.resolve(key));
                if (offset > size || length > size - offset) {
                    throw new EOFException("the range lies beyond the end of the object");
                }
                stream.skipNBytes(offset);
                return new Range(stream, length);
            } catch (IOException e) {
                stream.close();
                throw e;
            }
        });
    }

    @Override
    public List<String> list(String prefix, String after, int limit) {
        ObjectKeys.checkPrefix(prefix);
        var folder = objects.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1));
        return doing("list", prefix, () -> {
            var keys = new ArrayList<String>();
            if (Files.isDirectory(folder)) {
                Files.walkFileTree(folder, new KeysBelow(keys));
            }
            return keys.stream()
                    .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                    .sorted()
                    .limit(limit)
                    .toList();
        });
    }

    /** Files come and go while one looks: what is gone is not listed. */
    private final class KeysBelow extends SimpleFileVisitor<Path> {
        private final List<String> keys;

        KeysBelow(List<String> keys) {
            this.keys = keys;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            keys.add(objects.relativize(file)
                    .toString()
                    .replace(file.getFileSystem().getSeparator(), "/"));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }

    @Override
    public void delete(String key) {
        ObjectKeys.check(key);
        doing("delete", key, () -> lock.alone(() -> remove(key)));
    }

    @Override
    public int deletePrefix(String prefix) {
        ObjectKeys.checkFolder(prefix);
        var keys = list(prefix, "", Integer.MAX_VALUE);
        return doing("delete", prefix, () -> {
            for (var key : keys) {
                lock.alone(() -> remove(key));
            }
            return keys.size();
        });
    }

    /** With the folders that are empty then, so that one of their names may become a key. */
    private boolean remove(String key) throws IOException {
        if (!isObject(key)) {
            return false;
        }
        var place = objects.resolve(key);
        Files.delete(place);
        var folder = place.getParent();
        while (folder != null && !folder.equals(objects) && isEmpty(folder)) {
            Files.delete(folder);
            folder = folder.getParent();
        }
        return true;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }

    private interface Work<T> {
        T done() throws IOException;
    }

    private <T> T doing(String what, String key, Work<T> work) {
        try {
            return work.done();
        } catch (IOException e) {
            throw new ObjectStoreException(
                    "cannot %s %s in the folder %s: %s".formatted(what, key, objects.getParent(), e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        // holds nothing between calls
    }
}
