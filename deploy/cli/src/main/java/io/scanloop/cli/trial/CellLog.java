package io.scanloop.cli.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The results of a trial as they come in: a file of JSON lines that only grows. A line that was half written when the
 * process died is cut off. One process at a time has it open: it holds a lock on a file beside it. The results themselves
 * cannot carry the lock, since POSIX gives a file's locks up as soon as the process closes any descriptor of that file.
 */
final class CellLog implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String LOCK = "cells.lock";

    private final FileChannel lock;
    private final RandomAccessFile file;
    private final Map<String, CellResult> results = new LinkedHashMap<>();

    private CellLog(FileChannel lock, RandomAccessFile file) {
        this.lock = lock;
        this.file = file;
    }

    /**
     * Opens a file, or makes it.
     *
     * @throws IllegalArgumentException when another process has it open, or a line that is not the last is no result
     */
    static CellLog open(Path path) throws IOException {
        var lock = locked(path.resolveSibling(LOCK));
        try {
            var file = new RandomAccessFile(path.toFile(), "rw");
            try {
                var log = new CellLog(lock, file);
                log.read(path);
                return log;
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The lock lasts as long as the channel is open; the file stays. */
    private static FileChannel locked(Path path) throws IOException {
        var channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // this process has it: said below
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new IllegalArgumentException(
                "another trial writes into %s: wait for it, or name another folder".formatted(path.getParent()));
    }

    private void read(Path path) throws IOException {
        var bytes = Files.readAllBytes(path);
        int begin = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                var line = new String(bytes, begin, at - begin, StandardCharsets.UTF_8);
                try {
                    var result = CellResult.of(MAPPER.readTree(line));
                    results.put(result.key(), result);
                } catch (JsonProcessingException | IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            "%s is damaged at byte %d: remove that line".formatted(path, begin), e);
                }
                begin = at + 1;
            }
        }
        file.setLength(begin);
        file.seek(begin);
    }

    /** Results by the keys of their cells, in the order in which they came. */
    Map<String, CellResult> results() {
        return results;
    }

    /** Writes a result, to the disk before this returns. */
    void add(Cell cell, CellResult result) throws IOException {
        ObjectNode json = result.toJson();
        json.set("cell", cell.toJson());
        file.write((json + "\n").getBytes(StandardCharsets.UTF_8));
        file.getFD().sync();
        results.put(result.key(), result);
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            file.close();
        }
    }
}
