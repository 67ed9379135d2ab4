package io.scanloop.storage;

import static io.scanloop.storage.Samples.bytes;
import static io.scanloop.storage.Samples.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every object store promises of reads, lists and deletes. */
interface ReadContract extends StoreUnderTest {
    @Test
    default void anAbsentKeyIsEmptyOrSaidToBe() {
        assertThat(store().get("no/such")).isEmpty();
        assertThat(store().size("no/such")).isEmpty();
        assertThat(store().compareAndSet("no/such", "0123456789abcdef0123456789abcdef", bytes("x")))
                .isFalse();
        assertThatThrownBy(() -> store().open("no/such"))
                .isInstanceOf(LostObjectException.class)
                .hasMessageContaining("no such object");
        assertThatThrownBy(() -> store().open("no/such", 0, 1))
                .isInstanceOf(LostObjectException.class)
                .hasMessageContaining("no such object");
        store().delete("no/such");
        assertThat(store().deletePrefix("no/")).isZero();
    }

    @Test
    default void opensAnyRange() throws IOException {
        store().put("some/key", stream("0123456789"), 10);

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
    default void aReaderSeesAnObjectWholeOrNotAtAll() throws Exception {
        var over = new AtomicBoolean();
        var writer = Executors.newSingleThreadExecutor();
        try {
            var writing = writer.submit(() -> {
                for (int i = 0; !over.get(); i++) {
                    store().put("some/key", new ByteArrayInputStream(evenly(i)), 300_000);
                }
                return true;
            });

            for (int i = 0; i < 200; i++) {
                store().get("some/key")
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
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    default void listsInOrderAndInPages() {
        var keys = IntStream.range(0, 25).mapToObj("some/list/%03d"::formatted).toList();
        keys.forEach(key -> store().putIfAbsent(key, bytes("x")));
        store().putIfAbsent("some/list-beside", bytes("x"));
        store().putIfAbsent("some/other", bytes("x"));

        assertThat(store().list("some/list/", "", 100)).isEqualTo(keys);
        assertThat(store().list("some/list/", "", 10)).isEqualTo(keys.subList(0, 10));
        assertThat(store().list("some/list/", "some/list/009", 10)).isEqualTo(keys.subList(10, 20));
        assertThat(store().list("some/list/", "some/list/019", 10)).isEqualTo(keys.subList(20, 25));
        assertThat(store().list("some/list/01", "", 100)).isEqualTo(keys.subList(10, 20));
        assertThat(store().list("some/list", "", 1)).containsExactly("some/list-beside");
        assertThat(store().list("", "", 100)).hasSize(27).isSorted();
        assertThat(store().list("nothing/here/", "", 100)).isEmpty();
    }

    @Test
    default void deletesAPrefixAndNothingBesides() {
        IntStream.range(0, 12).forEach(i -> store().putIfAbsent("patients/a/" + i + "/x", bytes("x")));
        store().putIfAbsent("patients/a-b/x", bytes("x"));
        store().putIfAbsent("patients/b/x", bytes("x"));

        assertThat(store().deletePrefix("patients/a/")).isEqualTo(12);

        assertThat(store().list("", "", 100)).containsExactly("patients/a-b/x", "patients/b/x");
        assertThatThrownBy(() -> store().deletePrefix("patients/b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().deletePrefix("")).isInstanceOf(IllegalArgumentException.class);
    }

    private String range(String key, long offset, long length) throws IOException {
        try (var stream = store().open(key, offset, length)) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }
}
