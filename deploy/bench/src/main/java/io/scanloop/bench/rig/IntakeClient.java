package io.scanloop.bench.rig;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Speaks to the intake over HTTP: one blocking request per call, bodies streamed with a known length, nothing repeated
 * behind the caller's back. Safe for use by many threads.
 */
public final class IntakeClient {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int BUFFER = 1 << 20;
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 120_000;
    private final String url;
    private final String actor;

    IntakeClient(String url, String actor) {
        this.url = url;
        this.actor = actor;
    }

    /** One attempt; may fail because nobody answers. */
    public interface Call {
        Answer attempt() throws IOException;
    }

    /**
     * Attempts until there is an answer other than 5xx, as the command line does: waits double from 0.2 s, each drawn
     * from its upper half; here to 2 s at most, because the outages are short.
     *
     * @throws IllegalStateException when the patience is over
     */
    public static Answer insist(Call call, Duration patience) {
        long begun = System.nanoTime();
        String last;
        for (long wait = 200; ; wait = Math.min(2 * wait, 2000)) {
            try {
                var answer = call.attempt();
                if (!answer.isTransient()) {
                    return answer;
                }
                last = answer.status() + " " + answer.text();
            } catch (IOException e) {
                last = e.toString();
            }
            if (System.nanoTime() - begun > patience.toNanos()) {
                throw new IllegalStateException(
                        "no answer but failures for %d s, the last: %s".formatted(patience.toSeconds(), last));
            }
            sleep(wait / 2 + (long) (Math.random() * wait / 2));
        }
    }

    /** {@code GET}. */
    public Answer get(String path) throws IOException {
        return answer(open("GET", path), System.nanoTime(), System.nanoTime());
    }

    /** A request with a JSON body. */
    public Answer json(String method, String path, String json) throws IOException {
        return body(method, path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** A request with any body. */
    public Answer body(String method, String path, String contentType, byte[] bytes) throws IOException {
        var connection = open(method, path);
        connection.setRequestProperty("Content-Type", contentType);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(bytes.length);
        long begun = System.nanoTime();
        try (var out = connection.getOutputStream()) {
            out.write(bytes);
        } catch (IOException e) {
            connection.disconnect();
            throw e;
        }
        return answer(connection, begun, System.nanoTime());
    }

    /** {@code POST} of a {@code multipart/form-data} body. */
    public Answer send(String path, List<Part> parts) throws IOException {
        var boundary = "rig-" + UUID.randomUUID();
        var end = "--%s--\r\n".formatted(boundary).getBytes(StandardCharsets.US_ASCII);
        long length = end.length;
        for (var part : parts) {
            length += part.head(boundary).length + part.size() + 2;
        }
        var connection = open("POST", path);
        connection.setRequestProperty("Content-Type", "multipart/form-data; boundary=" + boundary);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(length);
        long begun = System.nanoTime();
        try (var out = connection.getOutputStream()) {
            for (var part : parts) {
                write(part, boundary, out);
            }
            out.write(end);
        } catch (IOException e) {
            connection.disconnect();
            throw e;
        }
        return answer(connection, begun, System.nanoTime());
    }

    private static void write(Part part, String boundary, OutputStream out) throws IOException {
        out.write(part.head(boundary));
        try (var in = part.source().open()) {
            var buffer = new byte[(int) Math.min(BUFFER, Math.max(1, part.size()))];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
        }
        out.write('\r');
        out.write('\n');
    }

    private HttpURLConnection open(String method, String path) throws IOException {
        var connection = (HttpURLConnection) URI.create(url + path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setRequestProperty("Scanloop-Actor", actor);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(ANSWER_MILLIS);
        return connection;
    }

    private static Answer answer(HttpURLConnection connection, long begun, long sent) throws IOException {
        int status = connection.getResponseCode();
        try (var in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            var text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(status, parsed(text), text, begun, sent, System.nanoTime());
        }
    }

    private static JsonNode parsed(String text) {
        try {
            var json = MAPPER.readTree(text);
            return json == null ? MAPPER.createObjectNode() : json;
        } catch (JacksonException e) {
            return MAPPER.createObjectNode(); // metrics and pages are text
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted between two attempts", e);
        }
    }
}
