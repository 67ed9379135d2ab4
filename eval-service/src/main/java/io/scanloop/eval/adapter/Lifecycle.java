package io.scanloop.eval.adapter;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.scanloop.eval.judge.Judge;
import io.scanloop.eval.stream.StepHistory;
import io.scanloop.eval.stream.StreamHub;
import io.scanloop.eval.view.LoopViews;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.storage.ObjectStore;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/** Start, readiness, stop. */
@ApplicationScoped
@Default
@Readiness
class Lifecycle implements HealthCheck {
    /** Before messaging starts, so that the first record finds everything in place. */
    private static final int FIRST = 1;
    /** Shorter than the consumer's session: a replica that was given up by the broker sends nothing after that. */
    private static final Duration JUDGEMENT_DELIVERY = Duration.ofSeconds(8);

    private final LoopViews views;
    private final ObjectStore store;
    private final Map<String, String> connection;
    private final String host;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final EvalConfig config;
    private final StepHistory history;
    private final CompletableFuture<StreamHub> streaming = new CompletableFuture<>();
    private @Nullable LogEnds ends;
    private @Nullable LiveStream stream;
    private @Nullable ViewFold fold;
    private @Nullable KafkaAnnouncer announcer;
    private @Nullable Judge judge;

    Lifecycle(
            LoopViews views,
            ObjectStore store,
            EvalConfig config,
            StepHistory history,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "quarkus.http.host") String host) {
        this.views = views;
        this.store = store;
        this.config = config;
        this.history = history;
        this.connection = Map.of("bootstrap.servers", bootstrapServers);
        this.host = host;
    }

    void start(@Observes @Priority(FIRST) StartupEvent event) {
        Exposure.check(host);
        var opened = new LogEnds(connection);
        var live = new LiveStream(
                views,
                history,
                new KafkaMetricLog(opened, connection),
                connection,
                config.streamWindow().asLongValue(),
                streaming::complete);
        var started = new ViewFold(views, connection, live::changed);
        ends = opened;
        stream = live;
        fold = started;
        var barrier = new CaughtUp(opened, started, closing);
        var judgements = KafkaAnnouncer.of(connection, JUDGEMENT_DELIVERY);
        announcer = judgements;
        judge = new Judge(store, views, barrier, judgements, NiftiLimits.DEFAULT, Clock.systemUTC());
    }

    /**
     * The judge of runs.
     *
     * @throws KafkaException before the start is over: to be tried again
     */
    Judge judge() {
        var current = judge;
        if (current == null) {
            throw new KafkaException("the service still starts");
        }
        return current;
    }

    /** The hub of the metric stream; empty until the log has been read. */
    Optional<StreamHub> hub() {
        return Optional.ofNullable(streaming.getNow(null));
    }

    /** Calls back once the metric stream may be joined. */
    void whenStreaming(Consumer<StreamHub> listener) {
        var unused = streaming.thenAccept(listener);
    }

    @Override
    public HealthCheckResponse call() {
        var current = fold;
        return HealthCheckResponse.named("evaluation")
                .status(current != null && current.isCaughtUp() && streaming.isDone())
                .build();
    }

    void stop(@Observes ShutdownEvent event) {
        closing.countDown();
        var currentStream = stream;
        if (currentStream != null) {
            currentStream.close();
        }
        var currentFold = fold;
        if (currentFold != null) {
            currentFold.close();
        }
        var currentAnnouncer = announcer;
        if (currentAnnouncer != null) {
            currentAnnouncer.close();
        }
        var currentEnds = ends;
        if (currentEnds != null) {
            currentEnds.close();
        }
    }
}
