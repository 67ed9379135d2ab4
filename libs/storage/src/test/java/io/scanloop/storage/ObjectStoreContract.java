package io.scanloop.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.events.ObjectRef;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every object store promises. */
abstract class ObjectStoreContract {
    private static final int RACERS = 16;
    private static final int ROUNDS = 20;
    /** Larger than the parts of the stores under test. */
    private static final int SEVERAL_PARTS = (20 << 20) + 12_345;

    @TempDir
    Path folder;

    private ObjectStore store;

    /** An empty store, closed by the test. */
    abstract ObjectStore emptyStore() throws IOException;

    @BeforeEach
    void openStore() throws IOException {
        store = emptyStore();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void returnsWhatWasPut() throws Exception {
        var ref = store.put("projects/p/volume", stream("voxels"), 6);

        assertThat(ref).isEqualTo(new ObjectRef("projects/p/volume", sha256("voxels".getBytes(UTF_8)), 6));
        assertThat(text("projects/p/volume")).isEqualTo("voxels");
        assertThat(store.size("projects/p/volume")).contains(6L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 1 << 18, (1 << 18) + 1, 8 << 20, (8 << 20) + 1, SEVERAL_PARTS})
    void namesTheBytesOfAFileByTheirHash(int size) throws Exception {
        var file = file(size);

        var ref = store.put("some/file", file);

        assertThat(ref).isEqualTo(new ObjectRef("some/file", sha256(Zebra.stripes(0, size)), size));
        try (var stored = store.open("some/file")) {
            assertThat(stored).hasSameContentAs(Files.newInputStream(file));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8 << 20, (8 << 20) + 1, SEVERAL_PARTS})
    void namesTheBytesOfAStreamByTheirHash(int size) throws Exception {
        var ref = store.put("some/stream", new Zebra(size), size);

        assertThat(ref).isEqualTo(new ObjectRef("some/stream", sha256(Zebra.stripes(0, size)), size));
        try (var stored = store.open("some/stream")) {
            assertThat(stored).hasSameContentAs(new Zebra(size));
        }
    }

    @Test
    void takesAnObjectLargerThanTheHeap() throws Exception {
        long size = Runtime.getRuntime().maxMemory() + (64 << 20);

        var ref = store.put("large", new Zebra(size), size);

        assertThat(store.size("large")).contains(size);
        try (var end = store.open("large", size - 10, 10)) {
            assertThat(end.readAllBytes()).isEqualTo(Zebra.stripes(size - 10, 10));
        }
        assertThat(ref.size()).isEqualTo(size);
    }

    @Test
    void takesNoMoreOfAStreamThanItWasTold() throws IOException {
        var stream = stream("voxels and more");

        store.put("some/key", stream, 6);

        assertThat(text("some/key")).isEqualTo("voxels");
        assertThat(stream.readAllBytes()).asString(UTF_8).isEqualTo(" and more");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, SEVERAL_PARTS})
    void storesNothingOfAStreamThatEndsEarly(int size) {
        assertThatThrownBy(() -> store.put("some/key", new Zebra(size - 1), size))
                .isInstanceOf(ObjectStoreException.class)
                .hasMessageContaining("some/key")
                .hasMessageContaining("ended 1 bytes early");

        assertThat(store.size("some/key")).isEmpty();
        assertThat(store.list("", "", 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, SEVERAL_PARTS})
    void leavesWhatStandsWhenAPutFails(int size) throws IOException {
        store.put("some/key", stream("before"), 6);

        assertThatThrownBy(() -> store.put("some/key", new Zebra(size - 1), size))
                .isInstanceOf(ObjectStoreException.class);

        assertThat(text("some/key")).isEqualTo("before");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> store.put("some/key", folder.resolve("no-such-file")))
                .isInstanceOf(ObjectStoreException.class)
                .hasMessageContaining("no-such-file");
    }

    @Test
    void neverStoresAFileThatIsBeingWritten() throws Exception {
        var file = file(SEVERAL_PARTS);
        var over = new AtomicBoolean();
        var writer = Executors.newSingleThreadExecutor();
        try {
            var writing = writer.submit(() -> {
                while (!over.get()) {
                    Files.write(file, new byte[1000], StandardOpenOption.APPEND);
                }
                return true;
            });

            assertThatThrownBy(() -> store.put("some/key", file))
                    .isInstanceOf(ObjectStoreException.class)
                    .hasMessageContaining("changed");

            over.set(true);
            assertThat(writing.get()).isTrue();
        } finally {
            writer.shutdownNow();
        }
        assertThat(store.size("some/key")).isEmpty();
    }

    @Test
    void replacesWhatStood() throws IOException {
        store.put("some/key", stream("long before"), 11);

        store.put("some/key", stream("after"), 5);

        assertThat(text("some/key")).isEqualTo("after");
    }

    @Test
    void anAbsentKeyIsEmptyOrSaidToBe() {
        assertThat(store.get("no/such")).isEmpty();
        assertThat(store.size("no/such")).isEmpty();
        assertThat(store.compareAndSet("no/such", "0123456789abcdef0123456789abcdef", bytes("x")))
                .isFalse();
        assertThatThrownBy(() -> store.open("no/such"))
                .isInstanceOf(ObjectStoreException.class)
                .hasMessageContaining("no such object");
        assertThatThrownBy(() -> store.open("no/such", 0, 1))
                .isInstanceOf(ObjectStoreException.class)
                .hasMessageContaining("no such object");
        store.delete("no/such");
        assertThat(store.deletePrefix("no/")).isZero();
    }

    @Test
    void opensAnyRange() throws IOException {
        store.put("some/key", stream("0123456789"), 10);

        assertThat(range("some/key", 0, 10)).isEqualTo("0123456789");
        assertThat(range("some/key", 3, 4)).isEqualTo("3456");
        assertThat(range("some/key", 9, 1)).isEqualTo("9");
        assertThat(range("some/key", 4, 0)).isEmpty();
        for (var beyond : List.of(new long[] {9, 2}, new long[] {10, 1}, new long[] {100, 1})) {
            assertThatThrownBy(() -> range("some/key", beyond[0], beyond[1])).isInstanceOf(ObjectStoreException.class);
        }
        assertThatThrownBy(() -> range("some/key", -1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void putsWhereNothingStandsAndOnlyThere() {
        assertThat(store.putIfAbsent("some/key", bytes("first"))).isTrue();
        assertThat(store.putIfAbsent("some/key", bytes("second"))).isFalse();

        assertThat(store.get("some/key").orElseThrow().bytes()).isEqualTo(bytes("first"));
    }

    @Test
    void aKeyIsFreeAgainOnceDeleted() {
        store.putIfAbsent("some/key", bytes("first"));

        store.delete("some/key");

        assertThat(store.putIfAbsent("some/key", bytes("second"))).isTrue();
    }

    @Test
    void ofManyThatPutWhereNothingStandsOneWins() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var key = "race/" + round;

            var won = race(racer -> store.putIfAbsent(key, bytes("racer " + racer)));

            assertThat(won).as("round %d", round).containsOnlyOnce(true);
            assertThat(store.get(key).orElseThrow().bytes()).isEqualTo(bytes("racer " + won.indexOf(true)));
        }
    }

    @Test
    void setsWhatIsStillAsItWasRead() {
        store.putIfAbsent("some/key", bytes("1"));
        var read = store.get("some/key").orElseThrow();

        assertThat(store.compareAndSet("some/key", read.version(), bytes("2"))).isTrue();
        assertThat(store.compareAndSet("some/key", read.version(), bytes("3"))).isFalse();

        assertThat(store.get("some/key").orElseThrow().bytes()).isEqualTo(bytes("2"));
        assertThat(store.get("some/key").orElseThrow().version()).isNotEqualTo(read.version());
    }

    @Test
    void ofManyThatReadTheSameOneSets() throws Exception {
        store.putIfAbsent("some/key", bytes("start"));
        for (int round = 0; round < ROUNDS; round++) {
            var label = "round " + round + " racer ";
            var read = store.get("some/key").orElseThrow();

            var won = race(racer -> store.compareAndSet("some/key", read.version(), bytes(label + racer)));

            assertThat(won).as("round %d", round).containsOnlyOnce(true);
            assertThat(store.get("some/key").orElseThrow().bytes()).isEqualTo(bytes(label + won.indexOf(true)));
        }
    }

    @Test
    void noIncrementIsLost() throws Exception {
        store.putIfAbsent("counter", bytes("0"));

        race(racer -> {
            for (int i = 0; i < 10; i++) {
                increment("counter");
            }
            return true;
        });

        assertThat(store.get("counter").orElseThrow().bytes()).isEqualTo(bytes("160"));
    }

    private void increment(String key) {
        boolean done = false;
        while (!done) {
            var read = store.get(key).orElseThrow();
            int next = Integer.parseInt(new String(read.bytes(), UTF_8)) + 1;
            done = store.compareAndSet(key, read.version(), bytes(Integer.toString(next)));
        }
    }

    @Test
    void aReaderSeesAnObjectWholeOrNotAtAll() throws Exception {
        var over = new AtomicBoolean();
        var writer = Executors.newSingleThreadExecutor();
        try {
            var writing = writer.submit(() -> {
                for (int i = 0; !over.get(); i++) {
                    store.put("some/key", new ByteArrayInputStream(evenly(i)), 300_000);
                }
                return true;
            });

            for (int i = 0; i < 200; i++) {
                store.get("some/key")
                        .map(ObjectStore.Versioned::bytes)
                        .ifPresent(bytes -> assertThat(bytes).isEqualTo(evenly(bytes[0])));
            }

            over.set(true);
            assertThat(writing.get()).isTrue();
        } finally {
            writer.shutdownNow();
        }
    }

    private static byte[] evenly(int value) {
        var bytes = new byte[300_000];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void writersAndDeletersOfNeighboursDoNotDisturbEachOther() throws Exception {
        var done = race(racer -> {
            for (int i = 0; i < 20; i++) {
                var key = "folder/deeper/" + racer;
                store.putIfAbsent(key, bytes("x"));
                store.delete(key);
            }
            return store.size("folder/deeper/" + racer).isEmpty();
        });

        assertThat(done).containsOnly(true);
    }

    @Test
    void listsInOrderAndInPages() {
        var keys = IntStream.range(0, 25).mapToObj("some/list/%03d"::formatted).toList();
        keys.forEach(key -> store.putIfAbsent(key, bytes("x")));
        store.putIfAbsent("some/list-beside", bytes("x"));
        store.putIfAbsent("some/other", bytes("x"));

        assertThat(store.list("some/list/", "", 100)).isEqualTo(keys);
        assertThat(store.list("some/list/", "", 10)).isEqualTo(keys.subList(0, 10));
        assertThat(store.list("some/list/", "some/list/009", 10)).isEqualTo(keys.subList(10, 20));
        assertThat(store.list("some/list/", "some/list/019", 10)).isEqualTo(keys.subList(20, 25));
        assertThat(store.list("some/list/01", "", 100)).isEqualTo(keys.subList(10, 20));
        assertThat(store.list("some/list", "", 1)).containsExactly("some/list-beside");
        assertThat(store.list("", "", 100)).hasSize(27).isSorted();
        assertThat(store.list("nothing/here/", "", 100)).isEmpty();
    }

    @Test
    void deletesAPrefixAndNothingBesides() {
        IntStream.range(0, 12).forEach(i -> store.putIfAbsent("patients/a/" + i + "/x", bytes("x")));
        store.putIfAbsent("patients/a-b/x", bytes("x"));
        store.putIfAbsent("patients/b/x", bytes("x"));

        assertThat(store.deletePrefix("patients/a/")).isEqualTo(12);

        assertThat(store.list("", "", 100)).containsExactly("patients/a-b/x", "patients/b/x");
        assertThatThrownBy(() -> store.deletePrefix("patients/b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.deletePrefix("")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "/a", "a/", "a//b", "..", "a/../b", ".", "a/./b", ".hidden", "a\\b", "a\0b", "a\nb"})
    void refusesWhatIsNoKey(String key) {
        for (var use : List.<Runnable>of(
                () -> store.put(key, folder.resolve("file")),
                () -> store.put(key, stream("x"), 1),
                () -> store.putIfAbsent(key, bytes("x")),
                () -> store.compareAndSet(key, "version", bytes("x")),
                () -> store.get(key),
                () -> store.size(key),
                () -> store.open(key),
                () -> store.open(key, 0, 1),
                () -> store.delete(key))) {
            assertThatThrownBy(use::run).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void takesTheLongestKeysAndUnusualOnes() {
        var segment = "s".repeat(ObjectKeys.MOST_BYTES_PER_SEGMENT);
        var keys = List.of(
                segment + "/" + segment + "/" + segment + "/" + segment + "/" + segment + "/" + segment,
                "with space/plus+and%25percent?query#hash&amp;'quote'",
                "Größe/масштаб/尺寸/😀",
                "a-b=c~d@e,f:g;h!i*j(k)[l]{m}");

        keys.forEach(key -> assertThat(store.putIfAbsent(key, bytes(key))).isTrue());

        keys.forEach(key -> assertThat(store.get(key).map(found -> new String(found.bytes(), UTF_8)))
                .contains(key));
        assertThat(store.list("", "", 100)).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(store.deletePrefix("Größe/")).isOne();
    }

    @Test
    void largeObjectsAreNotHeldWhole() throws IOException {
        int tooLarge = ObjectStore.SMALL_OBJECT_BYTES + 1;
        store.put("large", new Zebra(tooLarge), tooLarge);

        assertThatThrownBy(() -> store.get("large")).hasMessageContaining("open it");
        assertThatThrownBy(() -> store.putIfAbsent("other", new byte[tooLarge]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store.putIfAbsent("other", new byte[tooLarge - 1])).isTrue();
        assertThat(store.get("other").map(found -> found.bytes().length)).isEqualTo(Optional.of(tooLarge - 1));
    }

    interface Racer {
        boolean run(int number) throws Exception;
    }

    /** Runs sixteen at once; what each came to, in their order. */
    static List<Boolean> race(Racer racer) throws Exception {
        var barrier = new CyclicBarrier(RACERS);
        var threads = Executors.newFixedThreadPool(RACERS);
        try {
            var runs = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < RACERS; i++) {
                int number = i;
                runs.add(() -> {
                    barrier.await();
                    return racer.run(number);
                });
            }
            var results = new ArrayList<Boolean>();
            for (var result : threads.invokeAll(runs)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    Path file(int size) throws IOException {
        var file = Files.createTempFile(folder, "source", "");
        Files.copy(new Zebra(size), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return file;
    }

    private String text(String key) throws IOException {
        try (var stream = store.open(key)) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }

    private String range(String key, long offset, long length) throws IOException {
        try (var stream = store.open(key, offset, length)) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }

    static InputStream stream(String text) {
        return new ByteArrayInputStream(bytes(text));
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
