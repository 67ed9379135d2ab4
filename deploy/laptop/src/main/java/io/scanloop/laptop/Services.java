package io.scanloop.laptop;

import io.scanloop.embedded.FreePort;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which services a laptop runs, and with what settings. The first one is the front door. */
final class Services {
    private static final String BUCKET = "scanloop";

    private final Installation installation;
    private final DataFolder data;
    private final Backbone backbone;

    Services(Installation installation, DataFolder data, Backbone backbone) {
        this.installation = installation;
        this.data = data;
        this.backbone = backbone;
    }

    List<Service> list() {
        return List.of(service("ingest-service", "INGEST", 8080, "-Xmx256m"));
    }

    private Service service(String name, String prefix, int usualPort, String heap) {
        var port = FreePort.preferably(usualPort);
        var settings = Stream.of(network(port), storage(prefix), files(name, prefix))
                .flatMap(group -> group.entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new Service(
                name,
                installation.service(name),
                List.of(heap, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
                settings,
                port);
    }

    private Map<String, String> network(int port) {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", backbone.bootstrapServers(),
                "QUARKUS_HTTP_HOST", "127.0.0.1",
                "QUARKUS_HTTP_PORT", String.valueOf(port));
    }

    private Map<String, String> storage(String prefix) {
        return Map.of(
                prefix + "_STORE_ENDPOINT", backbone.store().endpoint(),
                prefix + "_STORE_BUCKET", BUCKET,
                prefix + "_STORE_ACCESS_KEY", backbone.store().accessKey(),
                prefix + "_STORE_SECRET_KEY", backbone.store().secretKey());
    }

    private Map<String, String> files(String name, String prefix) {
        return Map.of(
                prefix + "_INSTALLATION_KEY", data.installationKey().toString(),
                prefix + "_SCRATCH", data.scratch(name).toString());
    }
}
