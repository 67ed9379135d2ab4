package io.scanloop.eval.adapter;

import io.scanloop.eval.Refusal;
import io.scanloop.eval.RefusedException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who does it, as the request says: written into events, so that later anyone can ask. */
final class Actor {
    static final String HEADER = "Scanloop-Actor";
    private static final String UNNAMED = "local";
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9@._+-]{0,63}");

    private Actor() {}

    static String of(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return UNNAMED;
        }
        if (!FORM.matcher(header).matches()) {
            throw RefusedException.of(
                    Refusal.Kind.INVALID,
                    "bad-actor",
                    HEADER + ": 1 to 64 letters, digits and @ . _ + -",
                    "another form",
                    "name the person or the service that sends the request");
        }
        return header;
    }
}
