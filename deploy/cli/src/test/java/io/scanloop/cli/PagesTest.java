package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PagesTest {
    private final Map<String, String> pages = new HashMap<>();

    @Test
    void joinsAllPages() {
        pages.put(null, "{'items': [1, 2], 'next': 'b', 'total': 5}");
        pages.put("b", "{'items': [3, 4], 'next': 'c', 'total': 5}");
        pages.put("c", "{'items': [5], 'next': null, 'total': 5}");

        assertThat(Pages.all(this::page, null)).isEqualTo(json("{'next': null, 'items': [1,2,3,4,5], 'total': 5}"));
        assertThat(Pages.all(this::page, "b").path("items")).hasSize(3);
        assertThat(Pages.one(this::page, null)).isEqualTo(page(null));
    }

    @Test
    void aPageWithoutNextIsTheLast() {
        pages.put(null, "{'items': [1, 2]}");

        assertThat(Pages.all(this::page, null)).isEqualTo(json("{'next': null, 'items': [1,2]}"));
    }

    @Test
    void aBareListIsAllOfIt() {
        pages.put(null, "[1, 2]");

        assertThat(Pages.all(this::page, null)).isEqualTo(json("{'next': null, 'items': [1,2]}"));
    }

    private JsonNode page(String cursor) {
        return json(pages.get(cursor));
    }

    private static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }
}
