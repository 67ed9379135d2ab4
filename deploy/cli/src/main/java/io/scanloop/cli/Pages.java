package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lists that come in pages, {@code {"items": [...], "next": cursor}}; the last page has no cursor, or null. A list may
 * also come whole and bare.
 */
final class Pages {
    private Pages() {}

    /**
     * One page.
     *
     * @param page gives the page after a cursor, the first after null
     */
    static ObjectNode one(Function<@Nullable String, JsonNode> page, @Nullable String after) {
        return document(page.apply(after));
    }

    /** All pages from there on, as one. */
    static ObjectNode all(Function<@Nullable String, JsonNode> page, @Nullable String after) {
        var all = one(page, after);
        while (all.hasNonNull("next")) {
            var further = one(page, all.path("next").asText());
            all.withArrayProperty("items").addAll(further.withArrayProperty("items"));
            all.set("next", further.path("next"));
        }
        return all;
    }

    /** All pages from there on as one, when asked for, else one. */
    static ObjectNode some(Function<@Nullable String, JsonNode> page, @Nullable String after, boolean all) {
        return all ? all(page, after) : one(page, after);
    }

    /** How much of a list this is, and how to come by the rest. */
    static String rest(JsonNode list) {
        var shown = Table.counted(list.path("items").size(), "entry", "entries");
        if (list.path("next").isNull()) {
            return shown;
        }
        var total = list.path("total").isInt() ? " of " + list.path("total") : "";
        return "%s%s; more with --all or --after %s"
                .formatted(shown, total, list.path("next").asText());
    }

    private static ObjectNode document(JsonNode answer) {
        var document = Json.object().put("next", answer.path("next").asText(null));
        var items = document.putArray("items");
        (answer.isArray() ? answer : answer.path("items")).forEach(items::add);
        if (answer.has("total")) {
            document.set("total", answer.path("total"));
        }
        return document;
    }
}
