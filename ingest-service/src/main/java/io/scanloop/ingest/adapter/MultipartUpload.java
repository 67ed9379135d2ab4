package io.scanloop.ingest.adapter;

import io.scanloop.ingest.Refusal;
import io.scanloop.ingest.RefusedException;
import io.scanloop.ingest.Scratch;
import io.scanloop.ingest.Spool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.apache.commons.fileupload2.core.ParameterParser;
import org.jspecify.annotations.Nullable;

/**
 * A multipart body of one JSON part and some files, read as a stream: files go to the scratch folder as they come.
 * Closing deletes them.
 */
final class MultipartUpload implements AutoCloseable {
    private static final int LARGEST_JSON = 64 << 10;
    private static final int MOST_FILES = 16;
    private static final int BUFFER = 256 << 10;
    private final Map<String, Spool> files = new LinkedHashMap<>();
    private byte @Nullable [] json;

    private MultipartUpload() {}

    /**
     * Reads the whole body.
     *
     * @param jsonPart name of the JSON part; every other part is a file
     */
    static MultipartUpload read(InputStream body, String contentType, String jsonPart, Scratch scratch) {
        var upload = new MultipartUpload();
        boolean isComplete = false;
        try {
            var parts = MultipartInput.builder()
                    .setInputStream(body)
                    .setBoundary(boundary(contentType))
                    .setBufferSize(BUFFER)
                    .get();
            if (!parts.skipPreamble()) {
                throw malformed("a body without parts");
            }
            do {
                upload.take(name(parts.readHeaders()), parts, jsonPart, scratch);
            } while (parts.readBoundary());
            isComplete = true;
            return upload;
        } catch (IOException e) {
            throw malformed("a body that is not in the multipart format, or broke off");
        } finally {
            if (!isComplete) {
                upload.close();
            }
        }
    }

    private void take(String name, MultipartInput parts, String jsonPart, Scratch scratch) throws IOException {
        if (!name.equals(jsonPart) && (name.isEmpty() || files.containsKey(name) || files.size() == MOST_FILES)) {
            throw malformed("a part without a name, one name twice, or more than %d files".formatted(MOST_FILES));
        }
        if (name.equals(jsonPart) && json != null) {
            throw malformed("two parts \"%s\"".formatted(jsonPart));
        }
        try (var in = parts.newInputStream()) {
            if (!name.equals(jsonPart)) {
                files.put(name, scratch.spool(in));
                return;
            }
            json = in.readNBytes(LARGEST_JSON + 1);
            if (json.length > LARGEST_JSON) {
                throw malformed("a part \"%s\" of more than 64 KiB".formatted(jsonPart));
            }
        }
    }

    private static byte[] boundary(String contentType) {
        var boundary = parameters().parse(contentType, new char[] {';', ','}).get("boundary");
        if (boundary == null || boundary.isEmpty()) {
            throw malformed("a content type without a boundary");
        }
        return boundary.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The name in a part's Content-Disposition, or "". */
    private static String name(String headers) {
        for (var line : headers.split("\r\n")) {
            if (line.regionMatches(true, 0, "Content-Disposition:", 0, 20)) {
                var name = parameters().parse(line.substring(20), ';').get("name");
                return name == null ? "" : name.strip();
            }
        }
        return "";
    }

    private static ParameterParser parameters() {
        var parser = new ParameterParser();
        parser.setLowerCaseNames(true);
        return parser;
    }

    /** The JSON part, read as a record. */
    <T> T json(Class<T> type) {
        if (json == null) {
            throw malformed("no JSON part");
        }
        return Bodies.read(json, type);
    }

    Map<String, Spool> files() {
        return files;
    }

    /** The only file, whose part has this name. */
    Spool file(String name) {
        var file = files.get(name);
        if (file == null || files.size() != 1) {
            throw malformed("other files than one in a part \"%s\"".formatted(name));
        }
        return file;
    }

    @Override
    public void close() {
        files.values().forEach(Spool::close);
    }

    private static RefusedException malformed(String actual) {
        return new RefusedException(Refusal.of(
                Refusal.Kind.MALFORMED,
                "bad-upload",
                "multipart/form-data with one JSON part and the files",
                actual,
                "see /q/openapi for the parts; nothing was stored"));
    }
}
