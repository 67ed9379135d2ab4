package io.scanloop.embedded;

import io.scanloop.events.Topic;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker and its controller in this JVM, bound to 127.0.0.1, with every {@link Topic} and its dead letters.
 *
 * <p>The folder is formatted once; later starts, on whatever port, take it up with its cluster id, topics and records.
 * What the broker acknowledged survives the death of the process (it is in the kernel's page cache), not the loss of
 * power: there is one copy. A folder serves one broker at a time.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private final FolderLock lock;
    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedKafka(FolderLock lock, KafkaRaftServer server, int port) {
        this.lock = lock;
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker and waits until it serves every topic.
     *
     * @param folder made and formatted when it is new
     * @param port of the listener for clients; 0 picks a free one
     * @throws UncheckedIOException when the port is taken, or the folder is served already or cannot be written
     * @throws IllegalStateException when a topic in the folder contradicts its declaration
     * @throws KafkaException when the broker cannot start
     */
    public static EmbeddedKafka start(Path folder, int port) {
        return start(folder, port, Map.of());
    }

    /** As {@link #start(Path, int)}, with broker settings that go before ours. */
    public static EmbeddedKafka start(Path folder, int port, Map<String, String> overrides) {
        QuietLog.apply();
        // a broker that finds its port or folder taken halts the whole JVM, so both are asked for before
        var lock = FolderLock.of(folder);
        try {
            var clientPort = FreePort.checked(port);
            format(folder);
            var settings = BrokerSettings.of(folder, clientPort, FreePort.any(), overrides);
            var server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
            return started(new EmbeddedKafka(lock, server, clientPort));
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static EmbeddedKafka started(EmbeddedKafka kafka) {
        try {
            kafka.server.startup();
            TopicProvision.provide(kafka.bootstrapServers(), Topic.declarations());
            return kafka;
        } catch (RuntimeException e) {
            kafka.close();
            throw e;
        }
    }

    private static void format(Path folder) {
        if (Files.exists(folder.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
            return;
        }
        try {
            Files.createDirectories(folder);
            new Formatter()
                    .setPrintStream(new PrintStream(PrintStream.nullOutputStream(), false))
                    .setNodeId(BrokerSettings.NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(folder.toString())
                    .addDirectory(folder.toString())
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make %s a folder for the broker's log".formatted(folder), e);
        } catch (Exception e) {
            throw new KafkaException("cannot format %s for the broker".formatted(folder), e);
        }
    }

    /** Port of the listener for clients, 1 to 65535. */
    public int port() {
        return port;
    }

    /** What clients set as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return BrokerSettings.HOST + ":" + port;
    }

    /** Stops in order: the broker hands over and syncs its logs, then the controller ends. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        lock.close();
    }
}
