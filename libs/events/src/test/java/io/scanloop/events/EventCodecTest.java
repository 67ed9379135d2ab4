package io.scanloop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventCodecTest {
    private static final PatientAssigned ASSIGNED = new PatientAssigned(
            "patient-assigned/brain/p1",
            Instant.parse("2026-11-01T12:00:00Z"),
            "brain",
            "p1",
            Split.TRAIN,
            AssignedBy.BLOCK);

    @Test
    void whatIsWrittenIsRead() {
        var encoded = EventCodec.encode(ASSIGNED);

        assertThat(EventCodec.decode(encoded.headers(), encoded.value())).contains(ASSIGNED);
    }

    @Test
    void anEventIsKeyedByItsProject() {
        var encoded = EventCodec.encode(ASSIGNED);

        assertThat(encoded.key()).isEqualTo("brain");
        assertThat(encoded.topic()).isEqualTo(Topic.STUDIES);
    }

    @Test
    void headersAreThoseOfCloudEvents() {
        var encoded = EventCodec.encode(ASSIGNED);

        assertThat(encoded.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "content-type", "application/json",
                        "ce_specversion", "1.0",
                        "ce_id", "patient-assigned/brain/p1",
                        "ce_source", "/projects/brain",
                        "ce_type", "io.scanloop.PatientAssigned.v1",
                        "ce_time", "2026-11-01T12:00:00Z",
                        "ce_subject", "p1"));
    }

    @Test
    void aFieldThatThisVersionDoesNotKnowIsLeftOut() {
        var body = body().replace("{", "{\"invented\":{\"later\":1},");

        assertThat(decode(body)).isEqualTo(ASSIGNED);
    }

    @Test
    void aTypeThatThisVersionDoesNotKnowIsPassedOver() {
        var headers = headersWith("ce_type", "io.scanloop.StudyPraised.v1");

        assertThat(EventCodec.decode(headers, new byte[] {'?'})).isEmpty();
    }

    @Test
    void aRecordOfSomethingElseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventCodec.decode(Map.of("traceparent", "00"), new byte[0]))
                .withMessageContaining("ce_type")
                .withMessageContaining("traceparent");
    }

    @Test
    void aBodyThatIsNoJsonIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> decode("PK\u0003"))
                .withMessageContaining("io.scanloop.PatientAssigned.v1");
    }

    @Test
    void aBodyThatBreaksARuleIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> decode(body().replace("\"p1\"", "\"John Doe\"")))
                .withMessageContaining("patient must be like");
    }

    @Test
    void aBodyWithoutAFieldThatMustBeThereIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> decode(body().replace("split", "side")))
                .withMessageContaining("split must be present");
    }

    @Test
    void aBodyOfAnotherEventThanItsHeadersSayIsRefused() {
        var headers = headersWith("ce_id", "patient-assigned/brain/p2");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventCodec.decode(headers, body().getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("ce_id");
    }

    @Test
    void anEventOfMoreThan64KilobytesIsNotSent() {
        var reasons = Collections.nCopies(1000, new Reason("bad-header", "T1", "x".repeat(100)));
        var rejected =
                new StudyRejected("study-rejected/brain/q1", Instant.EPOCH, "brain", "p1", "s1", reasons, "local");

        assertThatIllegalStateException()
                .isThrownBy(() -> EventCodec.encode(rejected))
                .withMessageContaining("65536")
                .withMessageContaining("ObjectRef");
    }

    @Test
    void whatIsAbsentIsNotWritten() {
        var rejected = new StudyRejected(
                "study-rejected/brain/q1",
                Instant.EPOCH,
                "brain",
                "p1",
                "s1",
                List.of(new Reason("no-volume", null, "expected a file")),
                "local");

        assertThat(new String(EventCodec.encode(rejected).value(), StandardCharsets.UTF_8))
                .doesNotContain("contrast")
                .doesNotContain("null");
    }

    @Test
    void anEncodedEventCanWaitInADocument() throws IOException {
        var json = new ObjectMapper();
        var encoded = EventCodec.encode(ASSIGNED);

        var kept = json.readValue(json.writeValueAsBytes(encoded), EncodedEvent.class);

        assertThat(kept).usingRecursiveComparison().isEqualTo(encoded);
    }

    private static String body() {
        return new String(EventCodec.encode(ASSIGNED).value(), StandardCharsets.UTF_8);
    }

    private static Event decode(String body) {
        return EventCodec.decode(EventCodec.encode(ASSIGNED).headers(), body.getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
    }

    private static Map<String, String> headersWith(String name, String value) {
        var headers = new HashMap<>(EventCodec.encode(ASSIGNED).headers());
        headers.put(name, value);
        return headers;
    }
}
