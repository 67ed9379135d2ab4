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
