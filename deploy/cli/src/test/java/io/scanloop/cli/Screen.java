package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.scanloop.cli.Console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Runs command lines and keeps what they print. */
final class Screen {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console;

    Screen() {
        this(Terminal.NONE);
    }

    Screen(Terminal terminal) {
        console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal);
    }

    Console console() {
        return console;
    }

    /** The exit code of {@code scanloop ARGUMENTS}. */
    int run(Object... arguments) {
        return Scanloop.run(console, Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Standard output as the one document that it must be. */
    JsonNode json() {
        return Json.parse(out());
    }
}
