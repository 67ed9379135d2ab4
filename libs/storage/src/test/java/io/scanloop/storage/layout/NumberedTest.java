package io.scanloop.storage.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.storage.DirectoryObjectStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumberedTest {
    @Test
    void theLastNumberIsFoundFromAnyNumberKnown(@TempDir Path folder) {
        try (var store = new DirectoryObjectStore(folder)) {
            var series = new Numbered(store, n -> "series/%d.json".formatted(n));
            for (int taken = 0; taken <= 40; taken++) {
                if (taken > 0) {
                    store.putIfAbsent("series/%d.json".formatted(taken), new byte[1]);
                }
                for (int known = 0; known <= taken; known++) {
                    assertThat(series.lastFrom(known)).isEqualTo(taken);
                }
            }
        }
    }
}
