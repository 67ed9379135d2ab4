package io.scanloop.cli.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The results of a trial as they come in: a file of JSON lines that only grows. A line that was half written when the
 * process died is cut off. One process at a time has it open.
 */
final class CellLog implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final RandomAccessFile file;
    private final Map<String, CellResult> results = new LinkedHashMap<>();

    private CellLog(RandomAccessFile file) {
        this.file = file;
    }

    /**
     * Opens a file, or makes it.
     *
     * @throws IllegalArgumentException when another process has it open, or a line that is not the last is no result
     */
    static CellLog open(Path path) throws IOException {
        var file = new RandomAccessFile(path.toFile(), "rw");
        try {
            lock(path, file);
            var log = new CellLog(file);
            log.read(path);
            return log;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static void lock(Path path, RandomAccessFile file) throws IOException {
        try {
            if (file.getChannel().tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // this process has it: said below
        }
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
        file.close();
    }
}
