package io.scanloop.storage;

import static io.scanloop.storage.Samples.bytes;
import static io.scanloop.storage.Samples.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.scanloop.embedded.EmbeddedS3;
import io.scanloop.embedded.S3Credentials;
import io.scanloop.embedded.S3Main;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller learns when the store is away, refuses, dies or loses an answer. */
class S3TroubleIT {
    private static final String SECRET = "not-the-secret-of-this-store";

    private static EmbeddedS3 server;

    @TempDir
    Path folder;

    @BeforeAll
    static void startServer(@TempDir Path data) {
        server = EmbeddedS3.start(data, 0);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static S3ObjectStore store(String endpoint) {
        return new S3ObjectStore(S3Settings.of(endpoint, "trouble", server.accessKey(), server.secretKey()));
    }

    private static ObjectStoreException failure(S3ObjectStore store) {
        return catchThrowableOfType(ObjectStoreException.class, () -> store.putIfAbsent("some/key", bytes("x")));
    }

    @Test
    void aWrongSecretIsSaidToBeWrongAndNotShown() {
        var settings = S3Settings.of(server.endpoint(), "trouble", server.accessKey(), SECRET);
        try (var store = new S3ObjectStore(settings)) {
            long start = System.nanoTime();

            var failure = failure(store);

            assertThat(failure)
                    .hasMessageContaining("the secret key is not that of access key '" + server.accessKey() + "'")
                    .hasMessageContaining(server.endpoint())
                    .hasMessageContaining("bucket trouble")
                    .hasStackTraceContaining("SignatureDoesNotMatch");
            assertThat(failure.toString() + settings).doesNotContain(SECRET);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void anUnknownAccessKeyIsNamed() {
        try (var store = new S3ObjectStore(S3Settings.of(server.endpoint(), "trouble", "nobody", SECRET))) {
            assertThat(failure(store)).hasMessageContaining("the store does not know access key 'nobody'");
        }
    }

    @Test
    void aStoreThatIsNotThereIsSaidToBeAwayWithinTenSeconds() throws IOException {
        try (var store = store("http://127.0.0.1:" + freePort())) {
            long start = System.nanoTime();

            var failure = failure(store);

            assertThat(failure)
                    .hasMessageContaining("the store cannot be reached")
                    .hasMessageContaining("attempts: 5");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void somethingElseThanAStoreIsSaidToBeNone() throws IOException {
        var page = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        page.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(404, 4);
            exchange.getResponseBody().write("page".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            exchange.close();
        });
        page.start();
        try (var store = store("http://127.0.0.1:" + page.getAddress().getPort())) {
            assertThat(failure(store)).hasMessageContaining("something else than an S3 store answered");
        } finally {
            page.stop(0);
        }
    }

    @Test
    void anOverloadedStoreIsAskedAgain() throws IOException {
        var asked = new AtomicInteger();
        var busy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        busy.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        busy.start();
        try (var store = store("http://127.0.0.1:" + busy.getAddress().getPort())) {
            assertThat(failure(store))
                    .hasMessageContaining("the store fails or is overloaded")
                    .hasMessageContaining("HTTP 503");
            assertThat(asked).hasValue(5);
        } finally {
            busy.stop(0);
        }
    }

    @Test
    void aHungStoreIsGivenUpAfterTheTimeout() throws IOException {
        try (var deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var store = new S3ObjectStore(impatient("http://127.0.0.1:" + deaf.getLocalPort()))) {
            assertThat(failure(store))
                    .hasMessageContaining("the connection to the store broke")
                    .hasMessageContaining("attempts: 1");
        }
    }

    private static S3Settings impatient(String endpoint) {
        return new S3Settings(
                URI.create(endpoint),
                "trouble",
                "someone",
                SECRET,
                "us-east-1",
                8 << 20,
                8 << 20,
                Duration.ofMillis(300),
                Duration.ofMillis(300),
                4);
    }

    @Test
    void aLostAnswerDoesNotTurnTheWinnerIntoALoser() throws Exception {
        try (var road = new LossyRoad(server.endpoint());
                var store = store(road.endpoint())) {
            store.size("make/the/bucket");

            road.loseAnswers(1);
            assertThat(store.putIfAbsent("lost/put", bytes("1"))).isTrue();

            var read = store.get("lost/put").orElseThrow();
            road.loseAnswers(1);
            assertThat(store.compareAndSet("lost/put", read.version(), bytes("2")))
                    .isTrue();

            assertThat(store.get("lost/put").orElseThrow().bytes()).isEqualTo(bytes("2"));
        }
    }

    @Test
    void whoCannotBeToldWhetherItWonIsNotToldThatItDid() throws Exception {
        try (var road = new LossyRoad(server.endpoint());
                var direct = store(server.endpoint());
                var store = store(road.endpoint())) {
            direct.putIfAbsent("lost/race", bytes("another's"));
            store.size("make/the/bucket");

            road.loseAnswers(1);

            assertThatThrownBy(() -> store.putIfAbsent("lost/race", bytes("ours")))
                    .isInstanceOf(ObjectStoreException.class)
                    .hasMessageContaining("read it and decide anew");
        }
    }

    @Test
    void aPutInPartsSurvivesLostAnswers() throws Exception {
        try (var road = new LossyRoad(server.endpoint());
                var store = new S3ObjectStore(
                        S3Settings.of(road.endpoint(), "trouble", server.accessKey(), server.secretKey())
                                .withParts(8 << 20, 8 << 20))) {
            int size = 20 << 20;
            for (int answers = 1; answers <= 4; answers++) {
                road.loseAnswers(answers % 2 + 1);

                var ref = store.put("parts/" + answers, new Zebra(size), size);

                assertThat(ref.sha256()).isEqualTo(sha256(Zebra.stripes(0, size)));
                try (var stored = store.open("parts/" + answers)) {
                    assertThat(stored).hasSameContentAs(new Zebra(size));
                }
            }
        }
    }

    @Test
    void aStoreThatIsKilledAndComesBackServesAsBefore() throws Exception {
        int port = freePort();
        var credentials = S3Credentials.keptIn(folder);
        var settings =
                S3Settings.of("http://127.0.0.1:" + port, "killed", credentials.accessKey(), credentials.secretKey());
        try (var store = new S3ObjectStore(settings.withParts(8 << 20, 8 << 20))) {
            var first = serve(port);
            store.putIfAbsent("before", bytes("x"));
            var putting = Executors.newSingleThreadExecutor();
            var amidst = new CountDownLatch(1);
            var cutOff = putting.submit(() -> {
                for (int i = 0; ; i++) {
                    var source = i == 0 ? new Zebra(20 << 20) : new HalfTold(new Zebra(20 << 20), 20 << 20, amidst);
                    store.put("many/" + i, source, 20 << 20);
                }
            });
            assertThat(amidst.await(30, TimeUnit.SECONDS)).isTrue();

            first.destroyForcibly().waitFor();

            assertThatThrownBy(cutOff::get)
                    .hasCauseInstanceOf(ObjectStoreException.class)
                    .hasStackTraceContaining("see that it");
            assertThatThrownBy(() -> store.get("before")).hasMessageContaining("the store cannot be reached");
            putting.shutdownNow();

            var second = serve(port);
            assertThat(store.get("before")).isPresent();
            for (var key : store.list("", "", 1000)) {
                assertThat(key).as("nothing of a put that was cut off").matches("before|many/\\d+");
                assertThat(store.size(key)).contains(key.equals("before") ? 1L : 20L << 20);
            }
            assertThat(store.put("after", new Zebra(20 << 20), 20 << 20).size()).isEqualTo(20 << 20);
            second.destroyForcibly().waitFor();
        }
    }

    private Process serve(int port) throws IOException {
        var process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        S3Main.class.getName(),
                        folder.toString(),
                        Integer.toString(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.inputReader().readLine()).startsWith("s3 ready ");
        return process;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Tells when half of it has been read. */
    private static final class HalfTold extends FilterInputStream {
        private final CountDownLatch half;
        private long toHalf;

        HalfTold(InputStream source, long length, CountDownLatch half) {
            super(source);
            this.half = half;
            toHalf = length / 2;
        }

        @Override
        public int read(byte[] target, int from, int most) throws IOException {
            int count = super.read(target, from, most);
            toHalf -= count;
            if (toHalf <= 0) {
                half.countDown();
            }
            return count;
        }
    }
}
