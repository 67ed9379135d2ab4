package io.scanloop.ingest.adapter;

import io.quarkus.logging.Log;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.scanloop.ingest.Ingest;
import io.scanloop.storage.ObjectStoreException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/** Start, the work in the background, readiness, stop. */
@ApplicationScoped
@Readiness
class Lifecycle implements HealthCheck {
    /** A start is ready with its lists; without a broker it is ready after this time, since uploads need none. */
    private static final Duration PATIENCE_WITH_LISTS = Duration.ofSeconds(10);

    private final Ingest ingest;
    private final Dispatcher dispatcher;
    private final String bootstrapServers;
    private final String host;
    private @Nullable CatalogFold fold;
    private Instant patientUntil = Instant.MAX;

    Lifecycle(
            Ingest ingest,
            Dispatcher dispatcher,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "quarkus.http.host") String host) {
        this.ingest = ingest;
        this.dispatcher = dispatcher;
        this.bootstrapServers = bootstrapServers;
        this.host = host;
    }

    void start(@Observes StartupEvent event) {
        Exposure.check(host);
        verify();
        fold = new CatalogFold(ingest.catalog(), Map.of("bootstrap.servers", bootstrapServers));
        patientUntil = Instant.now().plus(PATIENCE_WITH_LISTS);
    }

    /** Finds the store when it was away at the start, then announces what requests could not. */
    @Scheduled(
            every = "${ingest.reconcile-every:5s}",
            delayed = "${ingest.reconcile-every:5s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void reconcile() {
        if (!ingest.installation().isVerified()) {
            verify();
            return;
        }
        try {
            var walk = ingest.outbox().reconcile();
            if (walk.left() > 0) {
                Log.infof("events wait in the outbox count=%d", walk.left());
            }
            walk.unreadable()
                    .forEach(key -> Log.errorf("this version cannot read an outbox entry, look at it key=%s", key));
        } catch (ObjectStoreException e) {
            Log.infof("the outbox could not be looked through, the next try follows reason=%s", e.getMessage());
        }
    }

    private void verify() {
        try {
            ingest.installation().verify();
            dispatcher.start();
        } catch (ObjectStoreException e) {
            Log.warnf("the object store does not answer, uploads are refused until it does reason=%s", e.getMessage());
        } catch (IllegalStateException e) {
            Log.errorf("the service cannot run: %s", e.getMessage());
            Quarkus.asyncExit(1);
        }
    }

    @Override
    public HealthCheckResponse call() {
        var current = fold;
        boolean isCaughtUp = current != null && current.isCaughtUp();
        return HealthCheckResponse.named("intake")
                .status(ingest.installation().isVerified()
                        && (isCaughtUp || Instant.now().isAfter(patientUntil)))
                .withData("listsCaughtUp", isCaughtUp)
                .build();
    }

    void stop(@Observes ShutdownEvent event) {
        dispatcher.stop();
        var current = fold;
        if (current != null) {
            current.close();
        }
    }
}
