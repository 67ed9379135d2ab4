package io.scanloop.ingest.adapter;

import io.scanloop.imaging.NiftiLimits;
import io.scanloop.ingest.Announcer;
import io.scanloop.ingest.Ingest;
import io.scanloop.ingest.InstallationKey;
import io.scanloop.ingest.Scratch;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.S3ObjectStore;
import io.scanloop.storage.S3Settings;
import io.scanloop.workflow.dispatch.StepQueues;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the use cases together with the store, the log and the settings. */
class Wiring {

    @Produces
    @Singleton
    ObjectStore store(IngestConfig config) {
        var store = config.store();
        return new S3ObjectStore(S3Settings.of(store.endpoint(), store.bucket(), store.accessKey(), store.secretKey()));
    }

    void close(@Disposes ObjectStore store) {
        store.close();
    }

    @Produces
    @Singleton
    Scratch scratch(IngestConfig config) {
        return new Scratch(config.scratch(), config.scratchLimit().asLongValue());
    }

    void close(@Disposes Scratch scratch) {
        scratch.close();
    }

    @Produces
    @Singleton
    StepQueues queues(@ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        return StepQueues.at(Map.of("bootstrap.servers", bootstrapServers));
    }

    void close(@Disposes StepQueues queues) {
        queues.close();
    }

    @Produces
    @Singleton
    Ingest ingest(IngestConfig config, ObjectStore store, Announcer announcer) {
        return Ingest.of(
                store,
                InstallationKey.in(config.installationKey()),
                announcer,
                config.announceTimeout(),
                new NiftiLimits(
                        NiftiLimits.DEFAULT.maxVoxels(), config.volumeLimit().asLongValue()),
                Clock.systemUTC());
    }
}
