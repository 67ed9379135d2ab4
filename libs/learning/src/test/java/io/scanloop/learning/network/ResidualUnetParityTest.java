package io.scanloop.learning.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.NumpyFile;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MONAI's UNet with MONAI's weights. The numbers are part of the sources: this runs everywhere. */
class ResidualUnetParityTest {
    private static final ResidualUnet NETWORK = new ResidualUnet(List.of(8, 16, 32), 2, 3);

    @TempDir
    private Path folder;

    private static Path resource(String name) throws URISyntaxException {
        var found = Objects.requireNonNull(ResidualUnetParityTest.class.getResource("/reference/" + name), name);
        return Path.of(found.toURI());
    }

    private static NumpyFile numbers(String name) throws URISyntaxException {
        return new NumpyFile(resource(name));
    }

    @Test
    void givesTheLogitsOfMonai() throws IOException, URISyntaxException {
        var io = numbers("unet_small_io.npz");
        var graph = Graph.named("unet");
        Tensor image = graph.input("image", Type.FLOAT32, 1, 1, 32, 32, 32);
        Tensor logits = NETWORK.logits(graph.parameters(), image);
        var result = new Reference(folder)
                .run(
                        graph,
                        Map.of("logits", logits),
                        List.of(numbers("unet_small_weights.npz")),
                        Map.of("image", Reference.host(io.array("x32"))));

        assertThat(Reference.difference(result.get("logits"), io.array("y32"))).isLessThan(1e-4);
    }

    @Test
    void givesLossAndGradientsOfMonai() throws IOException, URISyntaxException {
        var io = numbers("unet_small_io.npz");
        var graph = Graph.named("unet");
        Tensor image = graph.input("image", Type.FLOAT32, 1, 1, 32, 32, 32);
        Tensor logits = NETWORK.logits(graph.parameters(), image);

        new Reference(folder)
                .assertGradients(
                        graph,
                        logits,
                        numbers("unet_small_weights.npz"),
                        Reference.host(io.array("x32")),
                        io.array("target32"),
                        resource("unet_small_grads.json"));
    }
}
