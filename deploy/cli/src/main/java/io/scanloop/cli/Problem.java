package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why something was not done, for the person who asked for it.
 *
 * @param code stable, kebab-case
 * @param message one sentence
 * @param expected what would have been taken
 * @param actual what came
 * @param action what to do about it
 * @param reasons one per part that is at fault, when there are several
 */
record Problem(
        String code,
        String message,
        @Nullable String expected,
        @Nullable String actual,
        @Nullable String action,
        List<Reason> reasons) {

    /** One fault; {@code part} is the contrast or the file, when it has one. */
    record Reason(String code, @Nullable String part, String message) {}

    static Problem of(String code, String message, String action) {
        return new Problem(code, message, null, null, action, List.of());
    }

    static Problem of(String code, String message, String expected, String actual, String action) {
        return new Problem(code, message, expected, actual, action, List.of());
    }

    /**
     * Reads the body of an answer that is an error.
     *
     * @param status of HTTP
     * @param body {@code application/problem+json}, or whatever a proxy in between sends
     */
    static Problem ofAnswer(int status, String body) {
        var json = Json.parse(body);
        if (!json.isObject()) {
            var start = body.strip();
            return new Problem(
                    "http-" + status,
                    "the server answered with status " + status,
                    "an answer of application/problem+json",
                    start.isEmpty() ? "an empty body" : start.substring(0, Math.min(200, start.length())),
                    "check that the address is Scanloop's, not another server's",
                    List.of());
        }
        var reasons = new ArrayList<Reason>();
        for (var reason : json.path("reasons")) {
            reasons.add(new Reason(
                    reason.path("code").asText(""),
                    text(reason, "contrast"),
                    reason.path("message").asText("")));
        }
        var expected = text(json, "expected");
        // the detail repeats what was expected, what came and what to do, where the answer says that
        var message = text(json, expected == null ? "detail" : "title");
        return new Problem(
                json.path("code").asText("http-" + status),
                message == null ? "the server answered with status " + status : message,
                expected,
                text(json, "actual"),
                text(json, "action"),
                List.copyOf(reasons));
    }

    /** One indented line each for what was expected, what came, the reasons and what to do. */
    List<String> details() {
        var table = new Table();
        add(table, "expected", expected);
        add(table, "came", actual);
        for (var reason : reasons) {
            var part = reason.part();
            table.row("  reason", part == null ? reason.message() : part + ": " + reason.message());
        }
        add(table, "do", action);
        return table.lines();
    }

    private static void add(Table table, String name, @Nullable String text) {
        if (text != null) {
            table.row("  " + name, text);
        }
    }

    ObjectNode toJson() {
        var json = Json.object().put("code", code).put("message", message);
        json.put("expected", expected).put("actual", actual).put("action", action);
        if (!reasons.isEmpty()) {
            var array = json.putArray("reasons");
            for (var reason : reasons) {
                array.addObject()
                        .put("code", reason.code())
                        .put("contrast", reason.part())
                        .put("message", reason.message());
            }
        }
        return json;
    }

    private static @Nullable String text(JsonNode json, String field) {
        var value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
