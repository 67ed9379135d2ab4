package io.scanloop.eval.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.scanloop.eval.Refusal;
import io.scanloop.eval.stream.StreamFilter;
import io.scanloop.eval.stream.StreamHub;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The metric stream over HTTP, as server-sent events. Written to the sockets by their event loops: an event is encoded
 * once, and news wake each loop once, however many clients there are.
 */
@ApplicationScoped
class StreamRoute {
    static final String PATH = "/api/v1/metrics/stream";
    private static final int READERS = 4;
    private static final long LOOK_EVERY_MILLIS = 1000;
    private static final int LONGEST_FILTER = 500;

    private final Lifecycle lifecycle;
    private final EvalConfig config;
    private final ObjectMapper json;
    private final Vertx vertx;
    private final WorkerExecutor readers;
    private final Map<Context, Loop> loops = new ConcurrentHashMap<>();
    private final AtomicInteger clients = new AtomicInteger();

    StreamRoute(Lifecycle lifecycle, EvalConfig config, ObjectMapper json, Vertx vertx) {
        this.lifecycle = lifecycle;
        this.config = config;
        this.json = json;
        this.vertx = vertx;
        this.readers = vertx.createSharedWorkerExecutor("metric-history", READERS);
    }

    /** The clients of one event loop. */
    private static final class Loop {
        final Set<StreamClient> clients = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean isWoken = new AtomicBoolean();
        private final Context context;

        Loop(Context context) {
            this.context = context;
        }

        void wake() {
            if (!clients.isEmpty() && isWoken.compareAndSet(false, true)) {
                context.runOnContext(unused -> {
                    isWoken.set(false);
                    clients.forEach(StreamClient::pump);
                });
            }
        }

        void look(long patienceNanos, long quietNanos) {
            long now = System.nanoTime();
            context.runOnContext(unused -> clients.forEach(client -> client.look(now, patienceNanos, quietNanos)));
        }
    }

    void route(@Observes Router router) {
        router.get(PATH).handler(this::open);
        lifecycle.whenStreaming(hub -> hub.onNews(() -> loops.values().forEach(Loop::wake)));
        long patience = config.slowClient().toNanos();
        long quiet = config.heartbeat().toNanos();
        vertx.setPeriodic(LOOK_EVERY_MILLIS, unused -> loops.values().forEach(loop -> loop.look(patience, quiet)));
    }

    private void open(RoutingContext request) {
        var hub = lifecycle.hub();
        if (hub.isEmpty()) {
            refuse(
                    request,
                    unavailable("stream-not-ready", "a service that has read the log", "one that still reads it"));
            return;
        }
        for (var name : new String[] {"project", "run", "metric"}) {
            var value = request.request().getParam(name);
            if (value != null && value.length() > LONGEST_FILTER) {
                refuse(
                        request,
                        new Refusal(
                                Refusal.Kind.INVALID,
                                "bad-filter",
                                "filters of at most %d characters".formatted(LONGEST_FILTER),
                                String.valueOf(value.length()),
                                "name fewer runs, or shorten the pattern"));
                return;
            }
        }
        if (clients.incrementAndGet() > config.streamClients()) {
            clients.decrementAndGet();
            refuse(request, unavailable("stream-full", "fewer clients of the stream", "as many as there may be"));
            return;
        }
        serve(request, hub.get());
    }

    private void serve(RoutingContext request, StreamHub hub) {
        var query = request.request();
        var filter = StreamFilter.of(query.getParam("project"), query.getParam("run"), query.getParam("metric"));
        var context = VertxContext.getRootContext(vertx.getOrCreateContext());
        var loop = loops.computeIfAbsent(context, Loop::new);
        var response = request.response()
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        var holder = new StreamClient[1];
        var client = new StreamClient(
                vertx, response, hub.subscribe(filter, query.getHeader("Last-Event-ID")), readers, () -> {
                    loop.clients.remove(holder[0]);
                    clients.decrementAndGet();
                });
        holder[0] = client;
        loop.clients.add(client);
        response.closeHandler(closed -> client.gone());
        response.exceptionHandler(failure -> client.gone());
        client.pump();
    }

    private static Refusal unavailable(String code, String expected, String actual) {
        return new Refusal(Refusal.Kind.UNAVAILABLE, code, expected, actual, "come back in a few seconds");
    }

    private void refuse(RoutingContext request, Refusal refusal) {
        int status = Problems.status(refusal.kind());
        try {
            var body = Buffer.buffer(json.writeValueAsBytes(Problems.Problem.of(status, refusal)));
            request.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", Problems.TYPE)
                    .putHeader("Retry-After", "2")
                    .end(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem can be written as JSON", e);
        }
    }
}
