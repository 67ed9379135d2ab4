package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Speaks eval-service's HTTP contract from a script: each path gives its answers in turn, the last one for ever. */
final class LoopServer implements AutoCloseable {
    private final HttpServer http;
    private final Map<String, Deque<String>> answers = new HashMap<>();
    private final Map<String, byte[]> files = new HashMap<>();
    private final Deque<String> streams = new ArrayDeque<>();
    private final List<Request> requests = new ArrayList<>();

    /** What came in. */
    record Request(
            String method,
            String path,
            String query,
            @Nullable String lastEventId,
            String actor,
            JsonNode body) {}

    private LoopServer(HttpServer http) {
        this.http = http;
    }

    static LoopServer start() throws IOException {
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var server = new LoopServer(http);
        http.createContext("/", server::handle);
        http.setExecutor(Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "loop-server");
            thread.setDaemon(true);
            return thread;
        }));
        http.start();
        return server;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /**
     * The answers of a path, in turn.
     *
     * @param path below {@code /api/v1/projects/liver/}
     * @param documents JSON with single quotes
     */
    synchronized LoopServer gives(String path, String... documents) {
        var all = answers.computeIfAbsent("/api/v1/projects/liver/" + path, any -> new ArrayDeque<>());
        all.clear();
        for (var document : documents) {
            all.add(document.replace('\'', '"'));
        }
        return this;
    }

    /** What a path gives that is no JSON, every time. */
    synchronized LoopServer givesBytes(String path, byte[] bytes) {
        files.put("/api/v1/projects/liver/" + path, bytes);
        return this;
    }

    /** What the next readers of the metric stream get, one after another; then each is cut off. */
    synchronized void streams(String... each) {
        streams.addAll(List.of(each));
    }

    synchronized List<Request> requests(String path) {
        return requests.stream()
                .filter(request -> request.path().endsWith(path))
                .toList();
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var uri = exchange.getRequestURI();
            var headers = exchange.getRequestHeaders();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var query = uri.getQuery() == null ? "" : uri.getQuery();
            String text = null;
            byte[] file;
            int status = 200;
            synchronized (this) {
                requests.add(new Request(
                        exchange.getRequestMethod(),
                        uri.getPath(),
                        query,
                        headers.getFirst("Last-Event-ID"),
                        headers.getFirst("Scanloop-Actor"),
                        Json.parse(body)));
                file = files.get(uri.getPath());
                if (file != null) {
                    status = 200;
                } else if (uri.getPath().equals("/api/v1/metrics/stream")) {
                    text = streams.isEmpty() ? null : streams.poll();
                    status = text == null ? 410 : 200;
                } else {
                    var script = answers.getOrDefault(uri.getPath(), new ArrayDeque<>());
                    text = script.size() > 1 ? script.poll() : script.peek();
                    status = text == null ? 404 : exchange.getRequestMethod().equals("POST") ? 202 : 200;
                }
            }
            var bytes = file != null
                    ? file
                    : (text == null ? "{\"code\":\"unknown\",\"detail\":\"there is no such thing\"}" : text)
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
