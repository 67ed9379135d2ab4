package io.scanloop.eval.adapter;

import io.scanloop.eval.Announcer;
import io.scanloop.eval.request.Requests;
import io.scanloop.eval.stream.StepHistory;
import io.scanloop.eval.view.LoopViews;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.S3ObjectStore;
import io.scanloop.storage.S3Settings;
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
    ObjectStore store(EvalConfig config) {
        var store = config.store();
        return new S3ObjectStore(S3Settings.of(store.endpoint(), store.bucket(), store.accessKey(), store.secretKey()));
    }

    void close(@Disposes ObjectStore store) {
        store.close();
    }

    @Produces
    @Singleton
    LoopViews views() {
        return new LoopViews();
    }

    /** For requests of people, who are not to wait long; the judge has its own. */
    @Produces
    @Singleton
    Announcer announcer(EvalConfig config, @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        return KafkaAnnouncer.of(Map.of("bootstrap.servers", bootstrapServers), config.announceTimeout());
    }

    void close(@Disposes Announcer announcer) {
        if (announcer instanceof KafkaAnnouncer connected) {
            connected.close();
        }
    }

    @Produces
    @Singleton
    Requests requests(LoopViews views, Announcer announcer) {
        return new Requests(views, announcer, Clock.systemUTC());
    }

    @Produces
    @Singleton
    StepHistory history(ObjectStore store, EvalConfig config) {
        return new StepHistory(store, config.historyCache().asLongValue());
    }
}
