package io.scanloop.eval.adapter;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.scanloop.eval.view.LoopViews;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/** Start, readiness, stop. */
@ApplicationScoped
@Readiness
class Lifecycle implements HealthCheck {
    private final LoopViews views;
    private final Map<String, String> connection;
    private final String host;
    private @Nullable ViewFold fold;

    Lifecycle(
            LoopViews views,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "quarkus.http.host") String host) {
        this.views = views;
        this.connection = Map.of("bootstrap.servers", bootstrapServers);
        this.host = host;
    }

    void start(@Observes StartupEvent event) {
        Exposure.check(host);
        fold = new ViewFold(views, connection);
    }

    @Override
    public HealthCheckResponse call() {
        var current = fold;
        return HealthCheckResponse.named("evaluation")
                .status(current != null && current.isCaughtUp())
                .build();
    }

    void stop(@Observes ShutdownEvent event) {
        var current = fold;
        if (current != null) {
            current.close();
        }
    }
}
