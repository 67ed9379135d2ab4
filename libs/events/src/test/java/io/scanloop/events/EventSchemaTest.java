package io.scanloop.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventSchemaTest {

    @ParameterizedTest
    @MethodSource("types")
    void theCommittedSchemaIsWhatTheRecordSays(Class<?> type) throws IOException {
        var derived = EventSchemas.of(type);

        Committed.assertUpToDate(
                Committed.DOCS.resolve("schemas").resolve(type.getSimpleName() + ".json"), Committed.pretty(derived));
    }

    @Test
    void thereIsASchemaForEachEventAndForNothingElse() throws IOException {
        var committed = Committed.namesIn(Committed.DOCS.resolve("schemas"));

        assertThat(committed)
                .containsExactlyInAnyOrderElementsOf(
                        types().stream().map(Class::getSimpleName).toList());
    }

    static List<Class<?>> types() {
        return EventSchemas.types();
    }
}
