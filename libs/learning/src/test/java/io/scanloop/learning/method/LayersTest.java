package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayersTest {
    private static final Task ONE = new Task(List.of("T1"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");
    private static final Method METHOD = Methods.named("pix2rep");
    private static final String BODY = "backbone.";

    @ParameterizedTest
    @ValueSource(strings = {"pix2rep", "amae", "amae-zero-filled", "residual-unet"})
    void layersHoldWhatIsHandedOnOnceEach(String name) {
        var other = Methods.named(name);
        var layers = other.layers(ONE);
        var prefixes = layers.rates(0.5);
        var handedOn = other.export(ONE).required();

        for (var path : Trials.graph(other.finetuning(ONE)).parameterMap().keySet()) {
            long holding = prefixes.stream()
                    .filter(rule -> path.startsWith(rule.prefix()))
                    .count();
            assertThat(holding).as(path).isEqualTo(handedOn.stream().anyMatch(path::startsWith) ? 1 : 0);
        }
        assertThat(layers.hasDecoder()).isEqualTo(!name.startsWith("amae"));
    }

    @Test
    void ratesOfLayersFallTowardsTheInputAndMultiplyTheMethodsOwn() {
        var layers = METHOD.layers(ONE);
        var plan = METHOD.finetuning(ONE).optimizer();

        var decayed = plan.and(layers.rates(0.5));

        int all = layers.encoder().size() + layers.decoder().size();
        assertThat(decayed.multiplier(BODY + "encoder.0.conv1.weight")).isEqualTo(Math.pow(0.5, all));
        assertThat(decayed.multiplier(BODY + "decoder.0.conv2.weight")).isEqualTo(0.5);
        assertThat(decayed.multiplier("head.weight")).isEqualTo(plan.multiplier("head.weight"));
        assertThatThrownBy(() -> layers.rates(0)).hasMessageContaining("(0, 1]");
    }
}
