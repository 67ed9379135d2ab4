package io.scanloop.laptop;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Logs of children, which append to them. */
final class LogFile {
    private static final long LARGE = 10 << 20;
    private static final int BYTES_PER_LINE = 400;
    private static final int MOST_BYTES = 100_000;

    private LogFile() {}

    /** The file itself; what it held is set aside when it has grown large. */
    static Path rotated(Path log) {
        try {
            if (Files.exists(log) && Files.size(log) > LARGE) {
                Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            return log;
        } catch (IOException e) {
            throw new LaptopException("cannot set aside the log " + log, e);
        }
    }

    /** Its length in bytes, 0 while it is not there. */
    static long size(Path log) {
        return log.toFile().length();
    }

    /** What was written from there on, as far as it can be read; some 100 kB at most. */
    static String since(Path log, long begin) {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(begin);
            var bytes = new byte[(int) Math.min(Math.max(0, file.length() - begin), MOST_BYTES)];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // it is not there yet
        }
    }

    /** About the last lines, indented. */
    static String end(Path log, int lines) {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - (long) lines * BYTES_PER_LINE));
            var bytes = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(bytes);
            var all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()))
                    .indent(2)
                    .stripTrailing();
        } catch (IOException e) {
            return "  (it cannot be read: %s)".formatted(e.getMessage());
        }
    }
}
