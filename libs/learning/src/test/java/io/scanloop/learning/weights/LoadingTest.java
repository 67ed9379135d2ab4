package io.scanloop.learning.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoadingTest {
    private static final Map<String, long[]> NETWORK =
            Map.of("vit.norm.weight", new long[] {4}, "head.weight", new long[] {2, 4});

    private static Map<String, TensorEntry> file(String name, Long... shape) {
        var entries = new LinkedHashMap<String, TensorEntry>();
        entries.put(name, new TensorEntry(name, TensorType.F32, List.of(shape), 0, 0));
        return entries;
    }

    private static Loading rule(String... dropped) {
        return new Loading(Map.of("encoder.", "vit."), List.of(dropped), List.of("vit."));
    }

    @Test
    void renamesByPrefix() {
        assertThat(rule().match(file("encoder.norm.weight", 4L), NETWORK))
                .containsExactly(Map.entry("vit.norm.weight", "encoder.norm.weight"));
    }

    @Test
    void theLongestPrefixHolds() {
        var rule = new Loading(Map.of("", "", "a.", "b."), List.of("a.head"), List.of());

        assertThat(rule.target("a.norm")).contains("b.norm");
        assertThat(rule.target("a.head.weight")).isEmpty();
        assertThat(rule.target("c")).contains("c");
    }

    @Test
    void namesATensorThatNoRuleSpeaksOf() {
        var file = file("encoder.norm.weight", 4L);
        file.putAll(file("decoder.bias", 3L));

        assertThatThrownBy(() -> rule().match(file, NETWORK)).hasMessageContaining("\"decoder.bias\"");
        assertThat(rule("decoder").match(file, NETWORK)).hasSize(1);
    }

    @Test
    void namesAMissingParameter() {
        assertThatThrownBy(() -> rule("").match(file("head.weight", 2L, 4L), NETWORK))
                .hasMessageContaining("\"vit.norm.weight\" [4] of the network is required and missing");
    }

    @Test
    void namesBothSidesOfAMisshapenTensor() {
        assertThatThrownBy(() -> rule().match(file("encoder.norm.weight", 5L), NETWORK))
                .hasMessageContaining("\"vit.norm.weight\" of the network needs F32 [4]")
                .hasMessageContaining("\"encoder.norm.weight\" of the weights is F32 [5]");
    }

    @Test
    void namesATensorThatTheNetworkHasNot() {
        assertThatThrownBy(() -> rule().match(file("encoder.extra", 5L), NETWORK))
                .hasMessageContaining("\"encoder.extra\" of the weights should become \"vit.extra\"");
    }

    @Test
    void computesAParameterThatTheFileHasNot() {
        var fold = new Fold("vit.norm.weight", List.of("a", "b"), (sources, shape) -> new float[4]);
        var rule = new Loading(Map.of("encoder.", "vit."), List.of("a", "b"), List.of("vit."), List.of(fold));
        var file = file("a", 4L);

        assertThatThrownBy(() -> rule.match(file, NETWORK)).hasMessageContaining("required and missing");
        file.putAll(file("b", 4L));

        assertThat(rule.match(file, NETWORK)).isEmpty();
        assertThat(rule.folded(file, Set.of())).containsExactly(fold);
        assertThat(rule.folded(file, Set.of("vit.norm.weight"))).isEmpty();
        assertThat(rule.only(List.of("vit.norm.")).folds()).containsExactly(fold);
        assertThat(rule.only(List.of("vit.blocks.")).folds()).isEmpty();
    }

    @Test
    void refusesTwoTensorsForOneParameter() {
        var file = file("a.w", 4L);
        file.putAll(file("b.w", 4L));
        var rule = new Loading(Map.of("a.", "", "b.", ""), List.of(), List.of());

        assertThatThrownBy(() -> rule.match(file, Map.of("w", new long[] {4})))
                .hasMessageContainingAll("\"a.w\"", "\"b.w\"", "both become \"w\"");
    }

    @Test
    void exactWantsAllAndNothingElse() {
        var file = file("vit.norm.weight", 4L);

        assertThatThrownBy(() -> Loading.exact().match(file, NETWORK)).hasMessageContaining("\"head.weight\"");
        file.putAll(file("head.weight", 2L, 4L));
        assertThat(Loading.exact().match(file, NETWORK)).hasSize(2);
    }
}
