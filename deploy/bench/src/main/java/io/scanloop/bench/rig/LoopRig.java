package io.scanloop.bench.rig;

import io.scanloop.storage.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The whole loop: a broker, a store, both services and a worker of each kind, each a process of its own. */
public final class LoopRig implements AutoCloseable {
    private static final List<String> SERVICE_FLAGS = List.of("-Xmx256m", "-XX:+UseSerialGC");
    private static final List<String> WORKER_FLAGS = List.of("-Xmx512m", "-XX:+UseSerialGC");

    private final Path root;
    private final Rig rig;
    private final String evalUrl;
    private final Child eval;
    private final Child pretrain;
    private final Child finetune;
    private final Child secondDispatcher;
    private final Thread lastResort;

    private LoopRig(Path root, Rig rig) {
        this.root = root;
        this.rig = rig;
        int port = Rig.freePorts(1).get(0);
        this.evalUrl = "http://127.0.0.1:" + port;
        this.eval = rig.service("eval", "EVAL", jar("eval-service"), SERVICE_FLAGS, port, Map.of());
        this.pretrain = worker("pretrain-worker");
        this.finetune = worker("finetune-worker");
        this.secondDispatcher = rig.secondIntake(jar("ingest-service"), SERVICE_FLAGS);
        this.lastResort = new Thread(() -> later().forEach(Child::abandon), "abandon-loop");
    }

    /**
     * Starts everything but the second dispatcher, and waits until it serves.
     *
     * @param root the checkout, all of it built
     * @param folder emptied first; data and logs lie here
     * @param installationKey from which pseudonyms, and so the ids of studies, come: two rigs with one key and the same
     *     studies do the same
     */
    public static LoopRig start(Path root, Path folder, String installationKey) {
        var rig = Rig.start(
                folder, jar(root, "ingest-service"), SERVICE_FLAGS, emptied -> write(emptied, installationKey));
        var loop = new LoopRig(root, rig);
        Runtime.getRuntime().addShutdownHook(loop.lastResort);
        try {
            Stream.of(loop.eval, loop.pretrain, loop.finetune).forEach(Child::launch);
            loop.eval.awaitReady();
            return loop;
        } catch (RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    /** Whether all that a loop needs has been built. */
    public static boolean isBuilt(Path root) {
        return Stream.of("ingest-service", "eval-service", "pretrain-worker", "finetune-worker")
                .allMatch(service -> Files.exists(jar(root, service)));
    }

    public Child broker() {
        return rig.broker();
    }

    public Child store() {
        return rig.store();
    }

    public Child ingest() {
        return rig.intake();
    }

    public Child eval() {
        return eval;
    }

    public Child pretrainWorker() {
        return pretrain;
    }

    public Child finetuneWorker() {
        return finetune;
    }

    /** Another ingest-service on the same broker and store; not started. */
    public Child secondDispatcher() {
        return secondDispatcher;
    }

    public String bootstrapServers() {
        return rig.bootstrapServers();
    }

    /** A client of the intake that signs with this actor. */
    public IntakeClient client(String actor) {
        return rig.client(actor);
    }

    /** A client of the eval-service that signs with this actor. */
    public IntakeClient evalClient(String actor) {
        return new IntakeClient(evalUrl, actor);
    }

    public String evalUrl() {
        return evalUrl;
    }

    /** A client of the store; the caller closes it. */
    public ObjectStore objects() {
        return rig.objects();
    }

    /** Stops everything, workers first; data and logs stay. */
    @Override
    public void close() {
        later().forEach(Child::stop);
        Runtime.getRuntime().removeShutdownHook(lastResort);
        rig.close();
    }

    /** Those that come after the rig and go before it. */
    private List<Child> later() {
        return List.of(pretrain, finetune, secondDispatcher, eval);
    }

    private Child worker(String service) {
        var settings = Map.of(
                "WORKER_CACHE",
                rig.folder().resolve(service + "-cache").toString(),
                "WORKER_THREADS",
                "1",
                "WORKER_IDLE_EXIT",
                "0s");
        return rig.worker(service, jar(service), WORKER_FLAGS, settings);
    }

    private Path jar(String service) {
        return jar(root, service);
    }

    private static Path jar(Path root, String service) {
        return root.resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
    }

    private static void write(Path folder, String installationKey) {
        try {
            Files.writeString(folder.resolve("installation.key"), installationKey);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the installation key into " + folder, e);
        }
    }
}
