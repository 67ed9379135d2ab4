package io.scanloop.eval.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.scanloop.storage.layout.Documents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the stream as a browser does, and counts how often it got each point. */
final class Client {
    private StreamHub hub;
    private final StreamFilter filter;
    private @Nullable Subscription subscription;
    final Map<String, Integer> points = new TreeMap<>();
    final List<String> events = new ArrayList<>();
    private final Map<String, String> winners = new TreeMap<>();

    @Nullable
    String lastId;

    Client(StreamHub hub, StreamFilter filter) {
        this.hub = hub;
        this.filter = filter;
    }

    void connect() {
        subscription = hub.subscribe(filter, lastId);
    }

    /** Cut off, and from now on served by another replica. */
    void movesTo(StreamHub other) {
        cut();
        hub = other;
    }

    boolean isConnected() {
        return subscription != null;
    }

    void cut() {
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }

    /** Reads once; what the cut leaves of it may not arrive. */
    void read(boolean isLost) {
        var current = subscription;
        if (current == null) {
            return;
        }
        var bytes = current.isLive() ? current.live() : current.catchUp();
        if (!isLost) {
            take(bytes);
        }
    }

    /** Whether it has everything that there is. */
    boolean hasAll() {
        return subscription != null && !subscription.hasMore();
    }

    private void take(byte[] bytes) {
        for (var block : new String(bytes, UTF_8).split("\n\n")) {
            var name = "";
            var data = "";
            for (var line : block.split("\n")) {
                if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                }
            }
            if (!name.isEmpty()) {
                on(name, json(data));
            }
        }
    }

    private void on(String name, JsonNode data) {
        events.add(name);
        if (name.equals("reset")) {
            points.clear();
        } else if (name.equals("points")) {
            for (var point : data.get("points")) {
                points.merge(
                        "%s/%s/%s/%d"
                                .formatted(
                                        data.get("runId").asText(),
                                        data.get("stepId").asText(),
                                        point.get("key").asText(),
                                        point.get("step").asLong()),
                        1,
                        Integer::sum);
            }
        } else if (name.equals("committed")) {
            winners.put(
                    data.get("runId").asText() + "/" + data.get("stepId").asText(),
                    data.get("attempt").asText());
        }
    }

    Map<String, String> winners() {
        return winners;
    }

    private static JsonNode json(String data) {
        try {
            return Documents.mapper().readTree(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
