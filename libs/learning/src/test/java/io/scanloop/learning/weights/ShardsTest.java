package io.scanloop.learning.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardsTest {
    @TempDir
    private Path folder;

    private static Safetensors.Tensor tensor(String name, float value, int count) {
        var data = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            data.putFloat(value);
        }
        return new Safetensors.Tensor(name, TensorType.F32, List.of((long) count), data.flip());
    }

    @Test
    void beginsAFileWhenTheLastIsFull() throws IOException {
        var tensors = List.of(tensor("a", 1, 10), tensor("b", 2, 10), tensor("c", 3, 100), tensor("d", 4, 1));

        var files = Shards.write(folder, "weights", Map.of("iteration", "7"), tensors, 80);

        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly("weights-0.safetensors", "weights-1.safetensors", "weights-2.safetensors");
        try (var shards = Shards.open(files)) {
            assertThat(shards.tensors()).containsOnlyKeys("a", "b", "c", "d");
            assertThat(shards.bytes("c").getFloat()).isEqualTo(3);
            assertThat(shards.bytes("d").getFloat()).isEqualTo(4);
            assertThat(shards.metadata()).containsEntry("iteration", "7");
        }
    }

    @Test
    void refusesATensorInTwoFiles() throws IOException {
        var one = Shards.write(folder, "one", Map.of(), List.of(tensor("a", 1, 1)));
        var other = Shards.write(folder, "other", Map.of(), List.of(tensor("a", 1, 1)));

        assertThatThrownBy(() -> Shards.open(List.of(one.get(0), other.get(0))))
                .hasMessageContaining("\"a\" is in two files");
    }
}
