package io.scanloop.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3SettingsTest {
    private static final S3Settings DEFAULTS = S3Settings.of("http://127.0.0.1:9000", "scanloop", "access", "secret");

    @Test
    void defaultsAreThese() {
        assertThat(DEFAULTS.region()).isEqualTo("us-east-1");
        assertThat(DEFAULTS.partSize()).isEqualTo(16 << 20);
        assertThat(DEFAULTS.singlePut()).isEqualTo(1L << 30);
        assertThat(DEFAULTS.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(DEFAULTS.answerTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(DEFAULTS.retries()).isEqualTo(4);
    }

    @Test
    void theSecretIsInNoText() {
        assertThat(DEFAULTS.toString())
                .contains("access")
                .doesNotContain("secret,")
                .contains("***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "http://", "http://host/bucket", "host:9000"})
    void refusesWhatIsNoEndpoint(String endpoint) {
        assertThatThrownBy(() -> S3Settings.of(endpoint, "scanloop", "access", "secret"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "Scanloop", "scan_loop", "-scanloop", "scan.loop"})
    void refusesWhatIsNoBucket(String bucket) {
        assertThatThrownBy(() -> S3Settings.of("http://127.0.0.1:9000", bucket, "access", "secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bucket");
    }

    @Test
    void refusesPartsOutOfBounds() {
        assertThatThrownBy(() -> DEFAULTS.withParts(1 << 20, 0)).hasMessageContaining("part size");
        assertThatThrownBy(() -> DEFAULTS.withParts(128 << 20, 0)).hasMessageContaining("part size");
        assertThatThrownBy(() -> DEFAULTS.withParts(8 << 20, 6L << 30)).hasMessageContaining("single put");
    }
}
