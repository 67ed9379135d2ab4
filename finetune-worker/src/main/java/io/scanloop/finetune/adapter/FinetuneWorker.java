package io.scanloop.finetune.adapter;

import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.scanloop.events.Service;
import io.scanloop.events.StepKind;
import io.scanloop.storage.S3Settings;
import io.scanloop.worker.ProcessSettings;
import io.scanloop.worker.WorkerProcess;
import java.io.IOException;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Takes fine-tuning steps, and predicts for evaluation. */
@QuarkusMain
public final class FinetuneWorker implements QuarkusApplication {
    private final WorkerConfig config;
    private final String bootstrapServers;

    FinetuneWorker(WorkerConfig config, @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.config = config;
        this.bootstrapServers = bootstrapServers;
    }

    @Override
    public int run(String... args) throws IOException, InterruptedException {
        return new WorkerProcess(Service.FINETUNE_WORKER, List.of(StepKind.FINETUNE, StepKind.EVALUATE), settings())
                .run();
    }

    private ProcessSettings settings() {
        var store = config.store();
        return new ProcessSettings(
                bootstrapServers,
                S3Settings.of(store.endpoint(), store.bucket(), store.accessKey(), store.secretKey()),
                config.name().orElse(null),
                config.cache(),
                config.cacheLimit().asLongValue(),
                config.threads().orElse(Runtime.getRuntime().availableProcessors()),
                config.idleExit());
    }
}
