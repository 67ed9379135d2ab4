package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Speaks the intake's HTTP contract from memory, and fails when told to. */
final class ContractServer implements AutoCloseable {
    private final HttpServer http;
    private final List<Request> requests = new ArrayList<>();
    private final Deque<Integer> faults = new ArrayDeque<>();
    private final Map<String, JsonNode> projects = new LinkedHashMap<>();
    private final Map<String, ObjectNode> encoders = new LinkedHashMap<>();
    private final Map<String, ObjectNode> studies = new LinkedHashMap<>();
    private final Map<String, List<ObjectNode>> labels = new LinkedHashMap<>();
    private final List<ObjectNode> quarantine = new ArrayList<>();
    private Predicate<Request> refusal = request -> false;
    private boolean isBrokerAway;
    private int mostPerPage = 100;

    /** What came in. */
    record Request(String method, String path, String query, String actor, String contentType, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.ISO_8859_1);
        }

        String parameter(String name, String otherwise) {
            return Stream.of(query.split("&"))
                    .filter(pair -> pair.startsWith(name + "="))
                    .map(pair -> pair.substring(name.length() + 1))
                    .findFirst()
                    .orElse(otherwise);
        }

        boolean is(String wantedMethod, String pathEnd) {
            return method.equals(wantedMethod) && path.endsWith(pathEnd);
        }
    }

    private ContractServer(HttpServer http) {
        this.http = http;
    }

    static ContractServer start() throws IOException {
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var server = new ContractServer(http);
        http.createContext("/", server::handle);
        http.setExecutor(Executors.newCachedThreadPool());
        http.start();
        return server;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** The next requests are answered with these statuses; 0 breaks the connection. */
    synchronized void failNext(Integer... statuses) {
        faults.addAll(List.of(statuses));
    }

    /** Studies whose multipart body matches are refused with 422. */
    synchronized void refuse(Predicate<Request> which) {
        refusal = which;
    }

    /** What is stored from now on is announced later. */
    synchronized void loseBroker() {
        isBrokerAway = true;
    }

    /** Lists come in pages of so many at most, whatever was asked for. */
    synchronized void givePagesOf(int items) {
        mostPerPage = items;
    }

    synchronized void setAside(String study, String at) {
        quarantine.add(Json.object()
                .put("entry", "q" + quarantine.size())
                .put("study", study)
                .put("at", at));
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    long count(String method, String pathEnd) {
        return requests().stream()
                .filter(request -> request.is(method, pathEnd))
                .count();
    }

    synchronized Map<String, JsonNode> projects() {
        return Map.copyOf(projects);
    }

    synchronized List<ObjectNode> labelsOf(String study) {
        return List.copyOf(labels.getOrDefault(study, List.of()));
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var uri = exchange.getRequestURI();
            var request = new Request(
                    exchange.getRequestMethod(),
                    uri.getPath(),
                    uri.getQuery() == null ? "" : uri.getQuery(),
                    exchange.getRequestHeaders().getFirst("Scanloop-Actor"),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                    exchange.getRequestBody().readAllBytes());
            answer(exchange, request);
        }
    }

    private synchronized void answer(HttpExchange exchange, Request request) throws IOException {
        requests.add(request);
        var fault = faults.poll();
        if (fault != null) {
            if (fault != 0) {
                problem(exchange, fault, "told-to-fail");
            }
            return;
        }
        var path = request.path().split("/");
        var rest = path.length > 5 ? String.join("/", List.of(path).subList(5, path.length)) : "";
        var project = path.length > 4 ? path[4] : "";
        if (path.length == 4) {
            var items = projects.keySet().stream().sorted().map(this::described).toList();
            send(exchange, 200, page(request, "project", items));
        } else if (rest.isEmpty()) {
            project(exchange, request, project);
        } else if (!projects.containsKey(project)) {
            problem(exchange, 404, "unknown-project");
        } else if (rest.equals("studies/lookup")) {
            var names = Json.parse(request.text());
            find(
                    exchange,
                    id(names.path("patient").asText(), names.path("study").asText()));
        } else if (rest.equals("studies") && request.method().equals("POST")) {
            store(exchange, request);
        } else if (rest.equals("encoders")) {
            encoders(exchange, request);
        } else if (rest.equals("quarantine")) {
            send(exchange, 200, page(request, "entry", quarantine));
        } else if (rest.equals("studies")) {
            list(exchange, request);
        } else if (path.length == 7) {
            find(exchange, path[6]);
        } else {
            labels(exchange, request, path);
        }
    }

    private void project(HttpExchange exchange, Request request, String name) throws IOException {
        if (request.method().equals("PUT")) {
            var isNew = projects.put(name, Json.parse(request.text())) == null;
            send(exchange, isNew ? 201 : 200, described(name));
        } else if (projects.containsKey(name)) {
            send(exchange, 200, described(name));
        } else {
            problem(exchange, 404, "unknown-project");
        }
    }

    private ObjectNode described(String name) {
        var json = Json.object().put("project", name).put("version", 1).put("generation", 1);
        json.set("configuration", projects.get(name));
        return json;
    }

    private void store(HttpExchange exchange, Request request) throws IOException {
        var parts = parts(request);
        var document = Json.parse(text(parts.remove("study")));
        if (refusal.test(request)) {
            var problem = problem("bad-volume", 422);
            problem.putArray("reasons")
                    .addObject()
                    .put("code", "truncated")
                    .put("contrast", "T1")
                    .put("message", "too short");
            send(exchange, 422, problem);
            return;
        }
        var id = id(document.path("patient").asText(), document.path("study").asText());
        var before = studies.get(id);
        var study = before == null ? Json.object() : before.deepCopy();
        study.put("study", id)
                .put("patient", "p-" + document.path("patient").asText().hashCode())
                .put("split", document.path("split").asText("train"));
        parts.forEach((contrast, bytes) -> study.withObjectProperty("contrasts").set(contrast, object(bytes)));
        if (document.has("attributes")) {
            study.set("attributes", document.path("attributes"));
        }
        var isNew = !study.equals(before);
        studies.put(id, study.put("revision", study.path("revision").asInt() + (isNew ? 1 : 0)));
        var answer = study.deepCopy();
        answer.set("announced", isNew ? BooleanNode.valueOf(!isBrokerAway) : NullNode.getInstance());
        send(exchange, isNew ? 201 : 200, answer);
    }

    private void encoders(HttpExchange exchange, Request request) throws IOException {
        if (request.method().equals("POST")) {
            var parts = parts(request);
            var name = Json.parse(text(parts.remove("encoder"))).path("name").asText();
            var encoder = object(parts.get("file"));
            encoder.put("encoder", name).put("format", "npz").put("tensors", 2);
            send(exchange, encoders.put(name, encoder) == null ? 201 : 200, encoder);
        } else {
            send(exchange, 200, page(request, "encoder", List.copyOf(encoders.values())));
        }
    }

    private void find(HttpExchange exchange, String id) throws IOException {
        var study = studies.get(id);
        if (study == null) {
            problem(exchange, 404, "unknown-study");
        } else {
            send(exchange, 200, study);
        }
    }

    private void list(HttpExchange exchange, Request request) throws IOException {
        var items = studies.keySet().stream()
                .map(id -> {
                    var item = Json.object().put("study", id).put("split", "train");
                    item.putArray("contrasts").add("T1");
                    return item;
                })
                .toList();
        send(exchange, 200, page(request, "study", items).put("total", items.size()));
    }

    /** @param key the field that serves as cursor */
    private ObjectNode page(Request request, String key, List<ObjectNode> items) {
        var cursor = request.parameter("after", "");
        var limit = Math.min(Integer.parseInt(request.parameter("limit", "100")), mostPerPage);
        var keys = items.stream().map(item -> item.path(key).asText()).toList();
        var from = keys.indexOf(cursor) + 1;
        var end = Math.min(from + limit, items.size());
        var page = Json.object().put("next", end < items.size() ? keys.get(end - 1) : null);
        page.putArray("items").addAll(items.subList(from, end));
        return page;
    }

    private void labels(HttpExchange exchange, Request request, String[] path) throws IOException {
        var sets = labels.computeIfAbsent(path[6], study -> new ArrayList<>());
        if (!studies.containsKey(path[6])) {
            problem(exchange, request.method().equals("GET") ? 404 : 409, "unknown-study");
        } else if (path.length > 8) {
            var set = sets.get(Integer.parseInt(path[8].substring(1)) - 1);
            send(exchange, 200, set.put("status", path[9].equals("accept") ? "accepted" : "withdrawn"));
        } else if (request.method().equals("GET")) {
            send(exchange, 200, page(request, "labels", sets));
        } else {
            var parts = parts(request);
            var set = object(parts.get("file"));
            set.put("labels", "l" + (sets.size() + 1)).put("study", path[6]).put("version", 1);
            set.set("annotator", Json.parse(text(parts.get("labels"))).path("annotator"));
            set.put("status", request.query().contains("accept=true") ? "accepted" : "stored");
            sets.add(set);
            send(exchange, 201, set);
        }
    }

    /** Parts of the body by name, split without trust in the client's own code. */
    private static Map<String, byte[]> parts(Request request) {
        var boundary = "--" + request.contentType().replaceAll(".*boundary=", "");
        var parts = new LinkedHashMap<String, byte[]>();
        for (var part : request.text().split(java.util.regex.Pattern.quote(boundary))) {
            var end = part.indexOf("\r\n\r\n");
            if (end > 0) {
                var name = part.substring(0, end).replaceAll("(?s).*; name=\"([^\"]*)\".*", "$1");
                parts.put(name, part.substring(end + 4, part.length() - 2).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return parts;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static ObjectNode object(byte[] bytes) {
        var json = Json.object();
        json.putObject("object").put("sha256", sha256(bytes)).put("size", bytes.length);
        return json;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String id(String patient, String study) {
        return sha256((patient + "/" + study).getBytes(StandardCharsets.UTF_8)).substring(0, 12);
    }

    private static void problem(HttpExchange exchange, int status, String code) throws IOException {
        send(exchange, status, problem(code, status));
    }

    private static ObjectNode problem(String code, int status) {
        return Json.object()
                .put("title", code.replace('-', ' '))
                .put("status", status)
                .put("detail", "expected something else, got this: mend it")
                .put("code", code)
                .put("expected", "something else")
                .put("actual", "this")
                .put("action", "mend it");
    }

    private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        var bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
