package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event.
 *
 * @param id position in the stream after it; null when it has none
 * @param name its type, {@code message} when it has none
 * @param data its document; missing when it is none
 */
record ServerEvent(@Nullable String id, String name, JsonNode data) {

    /** The events in the lines of a stream, as the specification of server-sent events has them. */
    static Iterator<ServerEvent> in(Stream<String> lines) {
        return new Reader(lines.iterator());
    }

    private static final class Reader implements Iterator<ServerEvent> {
        private final Iterator<String> lines;
        private @Nullable ServerEvent next;

        Reader(Iterator<String> lines) {
            this.lines = lines;
        }

        @Override
        public boolean hasNext() {
            if (next == null) {
                next = read();
            }
            return next != null;
        }

        @Override
        public ServerEvent next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            var event = next;
            next = null;
            return event;
        }

        /** The next event that is whole; what a cut leaves half is not there. */
        private @Nullable ServerEvent read() {
            String id = null;
            var name = "message";
            var data = new StringBuilder();
            while (lines.hasNext()) {
                var line = lines.next();
                var colon = line.indexOf(':');
                var field = colon < 0 ? line : line.substring(0, colon);
                var value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
                switch (field) {
                    case "id" -> id = value;
                    case "event" -> name = value;
                    case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
                    default -> {
                        if (line.isEmpty() && (!data.isEmpty() || id != null)) {
                            return new ServerEvent(id, name, Json.parse(data.toString()));
                        }
                    }
                }
            }
            return null;
        }
    }
}
