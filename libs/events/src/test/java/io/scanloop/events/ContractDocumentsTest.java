package io.scanloop.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContractDocumentsTest {

    @Test
    void theAsyncApiDocumentIsWhatTopicsAndRecordsSay() throws IOException {
        Committed.assertUpToDate(Committed.DOCS.resolve("asyncapi.json"), Committed.pretty(AsyncApi.document()));
    }

    @Test
    void everyEventIsAMessageOfTheAsyncApiDocument() {
        var channels = AsyncApi.document().get("channels");

        var carried = Stream.of(Topic.values())
                .flatMap(topic -> channels.get(topic.topicName()).get("messages").properties().stream())
                .map(message -> message.getKey());

        assertThat(carried.distinct().toList())
                .containsExactlyInAnyOrderElementsOf(
                        EventSchemas.types().stream().map(Class::getSimpleName).toList());
    }

    @Test
    void thePageAboutTopicsIsWhatTheEnumSays() throws IOException {
        Committed.assertUpToDate(Committed.DOCS.resolve("topics.md"), TopicPage.text());
    }
}
