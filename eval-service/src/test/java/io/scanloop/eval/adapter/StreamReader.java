package io.scanloop.eval.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Reads the metric stream over HTTP on a thread of its own, until it is closed. */
final class StreamReader implements AutoCloseable {
    private final HttpURLConnection connection;
    private final List<String> events = new CopyOnWriteArrayList<>();
    private volatile @Nullable String lastId;

    StreamReader(String url, @Nullable String lastEventId) {
        try {
            connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
            if (lastEventId != null) {
                connection.setRequestProperty("Last-Event-ID", lastEventId);
            }
            var lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
            var thread = new Thread(() -> follow(lines), "stream-reader");
            thread.setDaemon(true);
            thread.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void follow(BufferedReader lines) {
        try {
            var name = "";
            for (String line; (line = lines.readLine()) != null; ) {
                if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    events.add(name + " " + line.substring(6));
                }
            }
        } catch (IOException e) {
            events.add("cut " + e.getMessage());
        }
    }

    /** Each as its name and its data. */
    List<String> events() {
        return events;
    }

    List<String> points() {
        return events.stream().filter(event -> event.startsWith("points ")).toList();
    }

    @Nullable
    String lastId() {
        return lastId;
    }

    String header(String name) {
        return connection.getHeaderField(name);
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
