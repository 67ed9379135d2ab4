package io.scanloop.laptop;

import io.scanloop.embedded.FreePort;
import io.scanloop.laptop.Service.Role;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which services a laptop runs, and with what settings. */
final class Services {
    private static final String BUCKET = "scanloop";
    /** What Quarkus prints when an application is up. */
    private static final String STARTED = " started in ";

    private final Installation installation;
    private final DataFolder data;
    private final Backbone backbone;
    private final int threads;
    private final int ingestPort = FreePort.preferably(8080);
    private final int evalPort = FreePort.preferably(8081);

    /** @param threads of a worker that trains */
    Services(Installation installation, DataFolder data, Backbone backbone, int threads) {
        this.installation = installation;
        this.data = data;
        this.backbone = backbone;
        this.threads = threads;
    }

    /**
     * Threads of a worker, where nobody says otherwise: one core is left to broker, store and services, for more
     * computing threads than free cores slow each other down many times over.
     */
    static int usualThreads() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    }

    /** Where studies go. */
    String ingestUrl() {
        return url(ingestPort);
    }

    /** Where the page is, and what the loop has made. */
    String evalUrl() {
        return url(evalPort);
    }

    List<Service> list() {
        return List.of(
                service("ingest-service", "INGEST", ingestPort, ingest()),
                service("eval-service", "EVAL", evalPort, Map.of("EVAL_INGEST_URL", ingestUrl())),
                worker("pretrain-worker"),
                worker("finetune-worker"));
    }

    private Service service(String name, String prefix, int port, Map<String, String> own) {
        var network = Map.of("QUARKUS_HTTP_HOST", "127.0.0.1", "QUARKUS_HTTP_PORT", String.valueOf(port));
        return new Service(
                name,
                installation.service(name),
                flags("-Xmx256m"),
                joined(List.of(backbone(prefix), network, own)),
                Readiness.askedAt(port),
                Role.SERVICE);
    }

    private Service worker(String name) {
        var own = Map.of(
                "WORKER_CACHE",
                data.cache().toString(),
                "WORKER_THREADS",
                String.valueOf(threads),
                "WORKER_IDLE_EXIT",
                "0s",
                // the engine asks for huge pages for large arrays: a Swin UNETR's step takes a fifth less time
                "THP_MEM_ALLOC_ENABLE",
                "1");
        return new Service(
                name,
                installation.service(name),
                flags("-Xmx512m"),
                joined(List.of(backbone("WORKER"), own)),
                Readiness.afterPrinting(STARTED),
                Role.WORKER);
    }

    private static List<String> flags(String heap) {
        return List.of(heap, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-Dai.djl.offline=true");
    }

    private Map<String, String> ingest() {
        return Map.of(
                "INGEST_INSTALLATION_KEY", data.installationKey().toString(),
                "INGEST_SCRATCH", data.scratch("ingest-service").toString());
    }

    private Map<String, String> backbone(String prefix) {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                backbone.bootstrapServers(),
                prefix + "_STORE_ENDPOINT",
                backbone.store().endpoint(),
                prefix + "_STORE_BUCKET",
                BUCKET,
                prefix + "_STORE_ACCESS_KEY",
                backbone.store().accessKey(),
                prefix + "_STORE_SECRET_KEY",
                backbone.store().secretKey());
    }

    private static Map<String, String> joined(List<Map<String, String>> groups) {
        return groups.stream()
                .flatMap(group -> group.entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }
}
