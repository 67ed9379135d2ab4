package io.scanloop.bench.rig;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One part of a {@code multipart/form-data} body.
 *
 * @param fileName as the header says, or "" for none
 * @param size in bytes
 */
public record Part(String name, String fileName, long size, Source source) {

    /** Where the bytes come from; asked anew at each attempt. */
    public interface Source {
        InputStream open() throws IOException;
    }

    /** The JSON part. */
    public static Part json(String name, String json) {
        return bytes(name, "", json.getBytes(StandardCharsets.UTF_8));
    }

    /** A file that is streamed. */
    public static Part file(String name, Path file) throws IOException {
        return new Part(name, name + ".nii", Files.size(file), () -> Files.newInputStream(file));
    }

    /** A file that is held. */
    public static Part bytes(String name, String fileName, byte[] bytes) {
        return new Part(name, fileName, bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    byte[] head(String boundary) {
        var file = fileName.isEmpty() ? "" : "; filename=\"%s\"".formatted(fileName);
        var type = fileName.isEmpty() ? "application/json" : "application/octet-stream";
        return "--%s\r\nContent-Disposition: form-data; name=\"%s\"%s\r\nContent-Type: %s\r\n\r\n"
                .formatted(boundary, name, file, type)
                .getBytes(StandardCharsets.UTF_8);
    }
}
