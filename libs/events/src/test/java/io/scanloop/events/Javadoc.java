package io.scanloop.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the sources say about records and their components: the only place where it is said. */
final class Javadoc {
    private static final Path SOURCES =
            Path.of(System.getProperty("scanloop.root"), "libs/events/src/main/java/io/scanloop/events");
    private static final Pattern OF_TYPE = Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+[^\\n]*\\s*)*public [^\\n]*(?:record|enum|interface) ",
            Pattern.DOTALL);
    private static final Pattern INLINE_TAG = Pattern.compile("\\{@\\w+ ([^}]*)}");

    private Javadoc() {}

    /** What a type is, without what is said of its components. */
    static String ofType(Class<?> type) {
        return plain(comment(type).split("\n@param ", 2)[0]);
    }

    /** What a component of a record is. */
    static String ofComponent(Class<?> record, String component) {
        for (var param : comment(record).split("\n@param ")) {
            if (param.startsWith(component + " ")) {
                return plain(param.substring(component.length() + 1));
            }
        }
        throw new AssertionError("%s says nothing of its component %s: add an @param with unit and range"
                .formatted(record.getSimpleName(), component));
    }

    /** What a constant of an enum is. */
    static String ofConstant(Enum<?> constant) {
        var comment = Pattern.compile("/\\*\\* ([^\n]*) \\*/\\s*(?:@\\w+[^\n]*\\s*)?" + constant.name() + "\\b")
                .matcher(source(constant.getDeclaringClass()));
        if (!comment.find()) {
            throw new AssertionError(constant + " has no Javadoc of one line: say what it is");
        }
        return plain(comment.group(1));
    }

    private static String comment(Class<?> type) {
        Matcher comment = OF_TYPE.matcher(source(type));
        if (!comment.find()) {
            throw new AssertionError(type.getSimpleName() + " has no Javadoc: say what it is");
        }
        return comment.group(1).replaceAll("(?m)^\\s*\\* ?", "");
    }

    private static String source(Class<?> type) {
        try {
            return Files.readString(SOURCES.resolve(type.getSimpleName() + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plain(String javadoc) {
        return INLINE_TAG
                .matcher(javadoc.replace("<p>", ""))
                .replaceAll("$1")
                .replaceAll("\\s+", " ")
                .trim();
    }
}
