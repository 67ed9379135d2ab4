package io.scanloop.bench.rig;

import io.scanloop.embedded.KafkaMain;
import io.scanloop.embedded.S3Main;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.S3ObjectStore;
import io.scanloop.storage.S3Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A broker, a store and an intake, each a process of its own made from the artifacts of production. */
public final class Rig implements AutoCloseable {
    private static final String BUCKET = "scanloop";
    private static final String ACCESS_KEY = "rig";
    private static final String SECRET_KEY = "only-for-this-rig";
    private static final List<String> SERVER_FLAGS = List.of("-Xmx512m", "-XX:+UseSerialGC");

    private final Path folder;
    private final Child broker;
    private final Child store;
    private final Child intake;
    private final String bootstrapServers;
    private final String storeUrl;
    private final String intakeUrl;
    private final Thread lastResort;

    private Rig(Path folder, Path intakeJar, List<String> intakeFlags) {
        var ports = freePorts(3);
        this.folder = folder;
        this.bootstrapServers = "127.0.0.1:" + ports.get(0);
        this.storeUrl = "http://127.0.0.1:" + ports.get(1);
        this.intakeUrl = "http://127.0.0.1:" + ports.get(2);
        this.broker = server("broker", KafkaMain.class, ports.get(0), Map.of(), "kafka ready ");
        var credentials = Map.of("SCANLOOP_S3_ACCESS_KEY", ACCESS_KEY, "SCANLOOP_S3_SECRET_KEY", SECRET_KEY);
        this.store = server("store", S3Main.class, ports.get(1), credentials, "s3 ready ");
        this.intake = intake(intakeJar, intakeFlags, ports.get(2));
        this.lastResort = new Thread(() -> children().forEach(Child::abandon), "abandon-rig");
    }

    /**
     * Starts all three and waits until they serve.
     *
     * @param folder emptied first; data and logs lie here
     * @param intakeJar the service's {@code quarkus-run.jar}
     * @param intakeFlags of the service's JVM
     */
    public static Rig start(Path folder, Path intakeJar, List<String> intakeFlags) {
        return start(folder, intakeJar, intakeFlags, emptied -> {});
    }

    /** As above, with something to be done in the folder between its emptying and the start. */
    static Rig start(Path folder, Path intakeJar, List<String> intakeFlags, Consumer<Path> preparation) {
        preparation.accept(emptied(folder));
        var rig = new Rig(folder, intakeJar, intakeFlags);
        Runtime.getRuntime().addShutdownHook(rig.lastResort);
        try {
            rig.children().forEach(Child::launch);
            rig.awaitReady();
            return rig;
        } catch (RuntimeException e) {
            rig.close();
            throw e;
        }
    }

    /** Waits until all three serve. */
    public void awaitReady() {
        children().forEach(Child::awaitReady);
    }

    /** Broker, store, intake. */
    public List<Child> children() {
        return List.of(broker, store, intake);
    }

    public Child broker() {
        return broker;
    }

    public Child store() {
        return store;
    }

    public Child intake() {
        return intake;
    }

    Path folder() {
        return folder;
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** A client of the intake that signs with this actor. */
    public IntakeClient client(String actor) {
        return new IntakeClient(intakeUrl, actor);
    }

    /** A client of the store; the caller closes it. */
    public ObjectStore objects() {
        return new S3ObjectStore(S3Settings.of(storeUrl, BUCKET, ACCESS_KEY, SECRET_KEY));
    }

    private Child server(String name, Class<?> main, int port, Map<String, String> environment, String readyLine) {
        var command = new ArrayList<String>();
        command.add(java());
        command.addAll(SERVER_FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(folder.resolve(name).toString(), String.valueOf(port)));
        return new Child(name, command, environment, log(name), printed -> printed.contains(readyLine));
    }

    private Child intake(Path jar, List<String> flags, int port) {
        return service("ingest", "INGEST", jar, flags, port, intakeSettings("scratch"));
    }

    private Map<String, String> intakeSettings(String scratch) {
        return Map.of(
                "INGEST_INSTALLATION_KEY", folder.resolve("installation.key").toString(),
                "INGEST_SCRATCH", folder.resolve(scratch).toString());
    }

    /** A second intake, and so a second dispatcher, beside the first; not started yet. */
    Child secondIntake(Path jar, List<String> flags) {
        return service("ingest-2", "INGEST", jar, flags, freePorts(1).get(0), intakeSettings("scratch-2"));
    }

    /** A service with a port that serves once it says that it is ready; not started yet. */
    public Child service(
            String name, String prefix, Path jar, List<String> flags, int port, Map<String, String> settings) {
        var environment = new HashMap<>(connections(prefix));
        environment.put("QUARKUS_HTTP_PORT", String.valueOf(port));
        environment.putAll(settings);
        var url = "http://127.0.0.1:" + port;
        return new Child(name, jar(jar, flags), environment, log(name), printed -> isHealthy(url));
    }

    /** A worker; not started yet. It has no port, and serves when it takes its first step. */
    Child worker(String name, Path jar, List<String> flags, Map<String, String> settings) {
        var environment = new HashMap<>(connections("WORKER"));
        environment.putAll(settings);
        return new Child(name, jar(jar, flags), environment, log(name), printed -> true);
    }

    private Map<String, String> connections(String prefix) {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                bootstrapServers,
                prefix + "_STORE_ENDPOINT",
                storeUrl,
                prefix + "_STORE_BUCKET",
                BUCKET,
                prefix + "_STORE_ACCESS_KEY",
                ACCESS_KEY,
                prefix + "_STORE_SECRET_KEY",
                SECRET_KEY);
    }

    private static List<String> jar(Path jar, List<String> flags) {
        var command = new ArrayList<String>();
        command.add(java());
        command.addAll(flags);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    private static boolean isHealthy(String url) {
        try {
            var connection = (HttpURLConnection)
                    URI.create(url + "/q/health/ready").toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(2000);
            boolean isHealthy = connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            connection.disconnect();
            return isHealthy;
        } catch (IOException e) {
            return false; // it does not listen yet
        }
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * Below the range from which the kernel gives ports to outgoing connections: one of those must not sit on the port
     * of a server that is about to come back.
     */
    public static List<Integer> freePorts(int count) {
        return RandomGenerator.getDefault()
                .ints(20_000, 32_000)
                .filter(Rig::isFree)
                .distinct()
                .limit(count)
                .boxed()
                .toList();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false; // somebody listens there
        }
    }

    /** The same folder, made if need be, and empty. */
    public static Path emptied(Path folder) {
        try {
            if (Files.exists(folder)) {
                try (var contents = Files.walk(folder)) {
                    for (var path : contents.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder %s cannot be emptied".formatted(folder), e);
        }
    }

    /** Stops all three, the intake first; data and logs stay. */
    @Override
    public void close() {
        intake.stop();
        store.stop();
        broker.stop();
        Runtime.getRuntime().removeShutdownHook(lastResort);
    }

    /** Stops all three and deletes their data; the logs stay. */
    public void closeAndDelete() {
        close();
        emptied(folder.resolve("broker"));
        emptied(folder.resolve("store"));
        emptied(folder.resolve("scratch"));
    }
}
