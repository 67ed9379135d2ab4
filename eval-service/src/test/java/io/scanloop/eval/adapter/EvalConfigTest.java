package io.scanloop.eval.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvalConfigTest {
    @Test
    void everySettingButTheCredentialsHasADefault() {
        var config = new SmallRyeConfigBuilder()
                .withMapping(EvalConfig.class)
                .addDefaultInterceptors()
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(
                        Map.of("eval.store.access-key", "me", "eval.store.secret-key", "secret"), "test", 100))
                .build()
                .getConfigMapping(EvalConfig.class);

        assertThat(config.store().endpoint()).isEqualTo("http://127.0.0.1:9000");
        assertThat(config.store().bucket()).isEqualTo("scanloop");
        assertThat(config.ingestUrl()).isEqualTo("http://127.0.0.1:8080");
        assertThat(config.announceTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.streamClients()).isEqualTo(1000);
        assertThat(config.streamWindow().asLongValue()).isEqualTo(8L << 20);
        assertThat(config.historyCache().asLongValue()).isEqualTo(16L << 20);
        assertThat(config.slowClient()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.heartbeat()).isEqualTo(Duration.ofSeconds(10));
    }
}
