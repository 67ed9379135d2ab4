package io.scanloop.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.events.Topic;
import io.scanloop.events.TopicDeclaration;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class EmbeddedKafkaIT {
    private static final Topic TOPIC = Topic.STUDIES;

    @TempDir
    Path folder;

    @Test
    void hasEveryTopicAsDeclared() throws Exception {
        try (var kafka = EmbeddedKafka.start(folder, 0);
                var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var names =
                    Topic.declarations().stream().map(TopicDeclaration::name).toList();
            var resources = names.stream()
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .toList();

            var described = admin.describeTopics(names).allTopicNames().get();
            var settings = admin.describeConfigs(resources).all().get();

            for (var topic : Topic.declarations()) {
                assertThat(described.get(topic.name()).partitions()).hasSize(topic.partitions());
                var present = settings.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
                topic.settings()
                        .forEach((name, value) ->
                                assertThat(present.get(name).value()).isEqualTo(value));
            }
        }
    }

    @Test
    void makesNoTopicThatNobodyDeclared() {
        try (var kafka = EmbeddedKafka.start(folder, 0);
                var producer = new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers(), "max.block.ms", 1000),
                        new StringSerializer(),
                        new StringSerializer())) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("undeclared.v1", "x"))
                            .get())
                    .hasMessageContaining("undeclared.v1");
        }
    }

    @Test
    void takesUpItsFolderAgainOnAnotherPort() throws Exception {
        String cluster;
        try (var first = EmbeddedKafka.start(folder, 0)) {
            send(first.bootstrapServers(), 100);
            cluster = clusterOf(first);
        }

        try (var second = EmbeddedKafka.start(folder, 0)) {
            assertThat(read(second.bootstrapServers(), 100)).isEqualTo(numbers(100));
            assertThat(clusterOf(second)).isEqualTo(cluster);
        }
    }

    @Test
    void refusesAFolderThatAnotherBrokerHolds() {
        try (var first = EmbeddedKafka.start(folder, 0)) {
            assertThat(first.port()).isPositive();

            assertThatThrownBy(() -> EmbeddedKafka.start(folder, 0))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(folder.toString());
        }
    }

    @Test
    void refusesATakenPortAndLetsGoOfTheFolder() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedKafka.start(folder, taken.getLocalPort()))
                    .hasMessageContaining("port " + taken.getLocalPort());
        }

        EmbeddedKafka.start(folder, 0).close();
    }

    @Test
    void losesNothingAcknowledgedWhenKilledAndIsSoonBack() throws Exception {
        var first = broker();
        var bootstrap = readyLine(first);
        send(bootstrap, 1000);
        first.destroyForcibly().waitFor();

        var from = System.nanoTime();
        var second = broker();
        try {
            var again = readyLine(second);
            var took = Duration.ofNanos(System.nanoTime() - from);

            assertThat(read(again, 1000)).isEqualTo(numbers(1000));
            System.out.println("back after a kill: %d ms".formatted(took.toMillis()));
            assertThat(took).isLessThan(Duration.ofSeconds(30)); // 5 to 6 on an idle machine
        } finally {
            second.destroyForcibly().waitFor();
        }
    }

    @Test
    void endsCleanlyWhenAskedTo() throws Exception {
        var broker = broker();
        readyLine(broker);

        broker.destroy();

        assertThat(broker.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(broker.exitValue()).isZero();
        assertThat(folder.resolve(".kafka_cleanshutdown")).exists();
    }

    private Process broker() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KafkaMain.class.getName(),
                        folder.toString(),
                        "0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String readyLine(Process broker) throws Exception {
        var line = new BufferedReader(new InputStreamReader(broker.getInputStream(), UTF_8)).readLine();
        assertThat(line).startsWith("kafka ready 127.0.0.1:");
        return line.substring("kafka ready ".length());
    }

    private static String clusterOf(EmbeddedKafka kafka) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return admin.describeCluster().clusterId().get();
        }
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    private static void send(String bootstrap, int count) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrap, "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            var sent = new ArrayList<Future<?>>();
            for (var number : numbers(count)) {
                sent.add(producer.send(new ProducerRecord<>(TOPIC.topicName(), 0, "key", number)));
            }
            for (var record : sent) {
                record.get();
            }
        }
    }

    private static List<String> read(String bootstrap, int count) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrap),
                new StringDeserializer(),
                new StringDeserializer())) {
            var partition = List.of(new TopicPartition(TOPIC.topicName(), 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            var read = new ArrayList<String>();
            while (read.size() < count) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> read.add(record.value()));
            }
            return read;
        }
    }
}
