package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/**
 * The only place that prints. Results go to standard output, one document when JSON is asked for; everything else goes to
 * standard error, where a live line may stand below the messages. Safe for use by many threads.
 */
final class Console {
    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;
    private String live = "";

    /**
     * What standard error is connected to.
     *
     * @param isLive whether a line can be written over
     * @param hasColor whether colour is wanted
     * @param columns width of a line
     */
    record Terminal(boolean isLive, boolean hasColor, int columns) {
        static final Terminal NONE = new Terminal(false, false, 80);

        /** As the script that starts this program has found it: Java cannot tell a terminal by itself. */
        static Terminal detect() {
            var isLive = Boolean.getBoolean("scanloop.terminal");
            var noColor = System.getenv("NO_COLOR");
            var columns = Integer.getInteger("scanloop.columns", 80);
            return new Terminal(isLive, isLive && (noColor == null || noColor.isEmpty()), Math.max(columns, 40));
        }
    }

    /** How a piece of text is to be seen. */
    enum Tone {
        GOOD("32"),
        BAD("31"),
        FAINT("2"),
        STRONG("1");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    Console(PrintStream out, PrintStream err, Terminal terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    static Console system() {
        return new Console(utf8(FileDescriptor.out), utf8(FileDescriptor.err), Terminal.detect());
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    Terminal terminal() {
        return terminal;
    }

    /** A line of the result. */
    synchronized void print(String line) {
        hideLive();
        out.println(line);
        showLive();
    }

    /** The result as one JSON document. */
    void print(JsonNode document) {
        print(Json.pretty(document));
    }

    /** A remark beside the result. */
    synchronized void say(String line) {
        hideLive();
        err.println(line);
        showLive();
    }

    /** Says what went wrong and what to do. */
    void say(Problem problem) {
        var lines = new ArrayList<String>();
        lines.add(in(Tone.BAD, "scanloop: ") + problem.message());
        lines.addAll(problem.details());
        say(String.join("\n", lines));
    }

    /** Where a failure came from, for those who will mend it. */
    synchronized void trace(Throwable failure) {
        hideLive();
        failure.printStackTrace(err);
        showLive();
    }

    PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }

    /** Puts a line below the messages and keeps it there, in place of the former one; empty takes it away. */
    synchronized void live(String line) {
        if (terminal.isLive() && !line.equals(live)) {
            hideLive();
            live = line.substring(0, Math.min(line.length(), terminal.columns() - 1));
            showLive();
        }
    }

    /** The text in a tone, where the terminal has any. */
    String in(Tone tone, String text) {
        return terminal.hasColor() ? "\u001b[" + tone.code + "m" + text + "\u001b[0m" : text;
    }

    private void hideLive() {
        if (!live.isEmpty()) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }

    private void showLive() {
        if (!live.isEmpty()) {
            err.print(live);
            err.flush();
        }
    }
}
