package io.scanloop.learning.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.NumpyFile;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.Safetensors;
import io.scanloop.learning.weights.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With one modality Adaptive UNETR is UNETR: MONAI's weights give MONAI's numbers. */
class UnetrParityTest {
    private static final int[] GRID = {2, 2, 2};

    @Test
    void givesTheLogitsOfMonai(@TempDir Path folder) throws IOException {
        var io = NumpyFile.golden("nets/unetr_small_io.npz");
        Path weights =
                safetensors(NumpyFile.golden("nets/unetr_small_weights.npz"), folder.resolve("unetr.safetensors"));
        var graph = Graph.named("unetr");
        var transformer = new Transformer(12, 96, 4, 192);
        Tensor tokens = graph.input("tokens", Type.FLOAT32, 1, 8, 96);
        Tensor images = graph.input("images", Type.FLOAT32, 1, 1, 32, 32, 32);
        Tensor present = graph.input("present", Type.FLOAT32, 1, 1);
        var scope = graph.parameters().in("vit");
        List<Tensor> outputs = transformer.blocks(scope, tokens, null);
        Tensor end = transformer.norm(scope, outputs.get(11));
        List<Tensor> taps = List.of(outputs.get(3), outputs.get(6), outputs.get(9));
        Tensor logits = new AdaptiveUnetr(16, 8, 3).logits(graph.parameters(), images, present, taps, end, GRID);

        try (var program = Program.forward(graph, Map.of("end", end, "logits", logits))) {
            // MONAI's blocks of this configuration have no bias of qkv: it stays 0
            program.initialize(1);
            var vit = List.of("vit.norm.", "vit.blocks.0.norm1.", "encoder", "decoder", "out.");
            program.load(List.of(weights), new Loading(Map.of("", ""), List.of("vit.patch_embedding."), vit));
            var result = program.run(Map.of(
                    "tokens", host(io.array("patch_embedding")),
                    "images", host(io.array("x32")),
                    "present", HostTensor.of(new float[] {1}, 1, 1)));

            assertThat(difference(
                            result.get("end").asFloats(), io.array("vit_out").values()))
                    .isLessThan(1e-4);
            assertThat(difference(
                            result.get("logits").asFloats(), io.array("y32").values()))
                    .isLessThan(1e-3);
        }
    }

    private static HostTensor host(NumpyFile.Array array) {
        return HostTensor.of(array.values(), array.shape());
    }

    private static double difference(float[] some, float[] others) {
        assertThat(some).hasSameSizeAs(others);
        double largest = 0;
        for (int i = 0; i < some.length; i++) {
            largest = Math.max(largest, Math.abs(some[i] - others[i]));
        }
        return largest;
    }

    private static Path safetensors(NumpyFile file, Path to) throws IOException {
        var tensors = new ArrayList<Safetensors.Tensor>();
        for (String name : file.names()) {
            var array = file.array(name);
            var bytes = ByteBuffer.allocate(4 * array.values().length).order(ByteOrder.LITTLE_ENDIAN);
            for (float value : array.values()) {
                bytes.putFloat(value);
            }
            var shape = Arrays.stream(array.shape()).boxed().toList();
            tensors.add(new Safetensors.Tensor(name, TensorType.F32, shape, bytes.flip()));
        }
        Safetensors.write(to, Map.of(), tensors);
        return to;
    }
}
