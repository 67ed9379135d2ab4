package io.scanloop.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeysTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                "..",
                "../a",
                "a/..",
                ".",
                "a/./b",
                ".mpus-x",
                "a\\b",
                "a\0",
                "a\nb",
                "a\u0085b",
                "\ud800"
            })
    void refusesWhatCouldEscapeOrBeRewritten(String key) {
        assertThatThrownBy(() -> ObjectKeys.check(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not an object key");
    }

    @Test
    void measuresInBytesOfUtf8() {
        assertThat(ObjectKeys.check("é".repeat(80))).hasSize(80);
        assertThatThrownBy(() -> ObjectKeys.check("é".repeat(81))).hasMessageContaining("160 bytes");
        assertThatThrownBy(() -> ObjectKeys.check(String.join("/", Collections.nCopies(513, "a"))))
                .hasMessageContaining("1024 bytes");
        assertThat(ObjectKeys.check(String.join("/", Collections.nCopies(512, "a"))))
                .hasSize(1023);
    }

    @Test
    void aMessageShowsNoControlCharacter() {
        assertThatThrownBy(() -> ObjectKeys.check("a\u001b[31m")).hasMessageContaining("'a?[31m'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a/", "a/b", "a/b/"})
    void aPrefixIsTheBeginningOfAKey(String prefix) {
        assertThat(ObjectKeys.checkPrefix(prefix)).isEqualTo(prefix);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "../", "a//", "/a"})
    void refusesPrefixesOfNoKey(String prefix) {
        assertThatThrownBy(() -> ObjectKeys.checkPrefix(prefix)).isInstanceOf(IllegalArgumentException.class);
    }
}
