package io.scanloop.ingest.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestConfigTest {
    @Test
    void everySettingButTheCredentialsHasADefault() {
        var config = new SmallRyeConfigBuilder()
                .withMapping(IngestConfig.class)
                .addDefaultInterceptors()
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "ingest.store.access-key", "me",
                                "ingest.store.secret-key", "secret",
                                "java.io.tmpdir", "temporary"),
                        "test",
                        100))
                .build()
                .getConfigMapping(IngestConfig.class);

        assertThat(config.store().endpoint()).isEqualTo("http://127.0.0.1:9000");
        assertThat(config.store().bucket()).isEqualTo("scanloop");
        assertThat(config.installationKey()).isEqualTo(Path.of("scanloop-installation.key"));
        assertThat(config.scratch()).isEqualTo(Path.of("temporary/scanloop-ingest"));
        assertThat(config.scratchLimit().asLongValue()).isEqualTo(8L << 30);
        assertThat(config.volumeLimit().asLongValue()).isEqualTo(8L << 30);
        assertThat(config.announceTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.parallelUploads()).isEqualTo(8);
        assertThat(config.reconcileEvery()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.dispatch().tick()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.dispatch().silence()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.dispatch().session()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.dispatch().recheck()).isEqualTo(Duration.ofSeconds(30));
    }
}
