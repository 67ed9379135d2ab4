package io.scanloop.ingest.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.ingest.RefusedException;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.storage.layout.Triggers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BodiesTest {
    @Test
    void whatIsLeftOutHasItsDefault() {
        var read = read("""
                {"classes": [{"value": 1, "name": "liver"}], "contrasts": ["CT"], "spacing": [1.5, 1.5, 3],
                 "triggers": {"newStudies": 7, "debounce": "PT1M"}, "minimumPatients": {"test": 2, "train": null}}
                """);

        assertThat(read.method()).isEqualTo("amae");
        assertThat(read.triggers())
                .isEqualTo(new Triggers(7, 5, null, Duration.ofMinutes(1), Duration.ofMinutes(10), 1));
        assertThat(read.minimumPatients().values()).containsExactly(3, 1, 2);
    }

    @Test
    void aMisspeltMemberIsNamed() {
        assertThatThrownBy(() -> read("{\"triggers\": {\"newStudy\": 7}}"))
                .isInstanceOfSatisfying(RefusedException.class, e -> {
                    assertThat(e.refusal().code()).isEqualTo("unknown-member");
                    assertThat(e.refusal().actual()).contains("triggers.newStudy");
                });
    }

    @Test
    void aWrongTypeIsPlaced() {
        assertThatThrownBy(() -> read("{\"spacing\": [1, \"wide\", 1]}"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().expected()).contains("spacing.[1]"));
    }

    @Test
    void whatIsNoJsonIsSaidToBe() {
        for (var text : new String[] {"", "{", "null", "[]", "{} {}"}) {
            assertThatThrownBy(() -> read(text)).as(text).isInstanceOf(RefusedException.class);
        }
    }

    private static ProjectConfiguration read(String json) {
        return Bodies.read(json.getBytes(StandardCharsets.UTF_8), ProjectConfiguration.class);
    }
}
