package io.scanloop.eval.adapter;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginGuardTest {
    @Test
    void ourOwnPageAndProgramsMayAsk() {
        assertThatCode(() -> OriginGuard.check("http://127.0.0.1:8081", "127.0.0.1:8081"))
                .doesNotThrowAnyException();
        assertThatCode(() -> OriginGuard.check(null, "127.0.0.1:8081")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://elsewhere.example", "http://127.0.0.1:8080", "null", "not a url at all"})
    void pagesOfOtherSitesMayNot(String origin) {
        assertThatThrownBy(() -> OriginGuard.check(origin, "127.0.0.1:8081")).hasMessageContaining("another site");
    }
}
