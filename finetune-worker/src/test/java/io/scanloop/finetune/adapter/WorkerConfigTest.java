package io.scanloop.finetune.adapter;

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

class WorkerConfigTest {
    @Test
    void everySettingButTheCredentialsHasADefault() {
        var config = config(Map.of());

        assertThat(config.store().endpoint()).isEqualTo("http://127.0.0.1:9000");
        assertThat(config.store().bucket()).isEqualTo("scanloop");
        assertThat(config.name()).isEmpty();
        assertThat(config.cache()).isEqualTo(Path.of("temporary/scanloop-worker"));
        assertThat(config.cacheLimit().asLongValue()).isEqualTo(20L << 30);
        assertThat(config.threads()).isEmpty();
        assertThat(config.idleExit()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void aWorkerMayBeToldNeverToEnd() {
        assertThat(config(Map.of("worker.idle-exit", "0s")).idleExit()).isZero();
    }

    private static WorkerConfig config(Map<String, String> own) {
        var needed = Map.of(
                "worker.store.access-key", "me",
                "worker.store.secret-key", "secret",
                "java.io.tmpdir", "temporary");
        return new SmallRyeConfigBuilder()
                .withMapping(WorkerConfig.class)
                .addDefaultInterceptors()
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(needed, "needed", 100))
                .withSources(new PropertiesConfigSource(own, "own", 200))
                .build()
                .getConfigMapping(WorkerConfig.class);
    }
}
