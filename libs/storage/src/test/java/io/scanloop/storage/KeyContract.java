package io.scanloop.storage;

import static io.scanloop.storage.Samples.bytes;
import static io.scanloop.storage.Samples.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every object store takes for a key. */
interface KeyContract extends StoreUnderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "/a", "a/", "a//b", "..", "a/../b", ".", "a/./b", ".hidden", "a\\b", "a\0b", "a\nb"})
    default void refusesWhatIsNoKey(String key) {
        for (var use : List.<Runnable>of(
                () -> store().put(key, folder().resolve("file")),
                () -> store().put(key, stream("x"), 1),
                () -> store().putIfAbsent(key, bytes("x")),
                () -> store().compareAndSet(key, "version", bytes("x")),
                () -> store().get(key),
                () -> store().size(key),
                () -> store().open(key),
                () -> store().open(key, 0, 1),
                () -> store().delete(key))) {
            assertThatThrownBy(use::run).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    default void takesTheLongestKeysAndUnusualOnes() {
        var segment = "s".repeat(ObjectKeys.MOST_BYTES_PER_SEGMENT);
        var keys = List.of(
                segment + "/" + segment + "/" + segment + "/" + segment + "/" + segment + "/" + segment,
                "with space/plus+and%25percent?query#hash&amp;'quote'",
                "Größe/масштаб/尺寸/😀",
                "a-b=c~d@e,f:g;h!i*j(k)[l]{m}");

        keys.forEach(key -> assertThat(store().putIfAbsent(key, bytes(key))).isTrue());

        keys.forEach(key -> assertThat(store().get(key).map(found -> new String(found.bytes(), UTF_8)))
                .contains(key));
        assertThat(store().list("", "", 100)).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(store().deletePrefix("Größe/")).isOne();
    }
}
