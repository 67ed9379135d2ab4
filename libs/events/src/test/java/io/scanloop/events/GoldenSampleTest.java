package io.scanloop.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records as they lie in topics since their type exists: what was written once must be readable for ever. */
class GoldenSampleTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @ParameterizedTest
    @MethodSource("types")
    void isReadAndWrittenTheSame(Class<?> type) throws IOException {
        var sample = sample(type);

        var event = decode(sample);

        assertThat(event).isInstanceOf(type);
        assertThat(text(EventCodec.encode(event))).isEqualTo(sample);
    }

    @ParameterizedTest
    @MethodSource("types")
    void fulfilsItsSchema(Class<?> type) throws IOException {
        var schema = SCHEMAS.getSchema(EventSchemas.of(type).toString(), InputFormat.JSON);

        var errors = schema.validate(
                JSON.readTree(sample(type)).get("body").toString(),
                InputFormat.JSON,
                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));

        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("types")
    void liesInATopicThatCarriesItUnderTheKeyOfThatTopic(Class<?> type) throws IOException {
        var event = decode(sample(type));

        var topic = event.topic();

        assertThat(topic.family()).isAssignableFrom(type);
        var expected = switch (topic.keyKind()) {
            case PROJECT -> event.project();
            case RUN -> ((MetricBatch) event).run();
            case WORKER -> ((WorkerSeen) event).worker();
            case NONE -> null;
        };
        assertThat(event.key()).isEqualTo(expected);
    }

    @Test
    void thereIsOneForEachEventAndForNothingElse() throws IOException {
        var samples = Committed.namesIn(Committed.GOLDEN);

        assertThat(samples)
                .containsExactlyInAnyOrderElementsOf(
                        types().stream().map(Class::getSimpleName).toList());
    }

    static List<Class<?>> types() {
        return EventSchemas.types();
    }

    private static String sample(Class<?> type) throws IOException {
        var file = Committed.GOLDEN.resolve(type.getSimpleName() + ".json");
        assertThat(file).as("every event has a golden sample").exists();
        return Files.readString(file);
    }

    private static Event decode(String sample) throws IOException {
        var tree = JSON.readTree(sample);
        Map<String, String> headers = new TreeMap<>();
        tree.get("headers")
                .fields()
                .forEachRemaining(
                        header -> headers.put(header.getKey(), header.getValue().textValue()));
        return EventCodec.decode(headers, tree.get("body").toString().getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
    }

    private static String text(EncodedEvent encoded) throws IOException {
        var sample = new LinkedHashMap<String, Object>();
        sample.put("topic", encoded.topic().topicName());
        if (encoded.key() != null) {
            sample.put("key", encoded.key());
        }
        sample.put("headers", new TreeMap<>(encoded.headers()));
        sample.put("body", JSON.readTree(encoded.value()));
        return Committed.pretty(sample);
    }
}
