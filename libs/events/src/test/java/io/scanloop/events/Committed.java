package io.scanloop.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files that are derived from the records and committed, so that a change of the contract is seen in the history. */
final class Committed {
    static final Path DOCS = Path.of(System.getProperty("scanloop.root"), "docs", "events");
    static final Path GOLDEN =
            Path.of(System.getProperty("scanloop.root"), "libs", "events", "src", "test", "resources", "golden");

    private static final boolean UPDATE = Boolean.getBoolean("scanloop.update");
    private static final DefaultIndenter TWO_SPACES = new DefaultIndenter("  ", "\n");
    private static final ObjectWriter PRETTY = new ObjectMapper()
            .writer(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                            .withArrayEmptySeparator("")
                            .withObjectEmptySeparator(""))
                    .withObjectIndenter(TWO_SPACES)
                    .withArrayIndenter(TWO_SPACES));

    private Committed() {}

    /** The committed file says what was derived; with {@code -Dscanloop.update=true} it is made to say so. */
    static void assertUpToDate(Path file, String derived) throws IOException {
        if (UPDATE) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, derived);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as(
                        "%s is not what the code says now. Events gain fields, and never lose or rename one; if the change"
                                + " is meant, run: ./mvnw -pl libs/events test -Dscanloop.update=true and commit it",
                        file)
                .isEqualTo(derived);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String pretty(Object json) throws IOException {
        return PRETTY.writeValueAsString(json) + "\n";
    }

    /** Names of the JSON files in a folder, without their ending. */
    static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString().replaceFirst("\\.json$", ""))
                    .sorted()
                    .toList();
        }
    }
}
