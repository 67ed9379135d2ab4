package io.scanloop.learning.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    private static final String GOOD = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";

    @TempDir
    Path folder;

    @Test
    void whatWasWrittenIsRead() throws IOException {
        var file = folder.resolve("weights.safetensors");
        Safetensors.write(
                file,
                Map.of("step", "7"),
                List.of(
                        tensor("encoder.weight", List.of(2L, 3L), 1, 2, 3, 4, 5, 6),
                        tensor("scale", List.of(), 0.5f),
                        tensor("nothing", List.of(0L, 4L))));

        try (var read = Safetensors.open(file)) {
            assertThat(read.metadata()).containsExactly(Map.entry("step", "7"));
            assertThat(read.tensors().keySet()).containsExactly("encoder.weight", "scale", "nothing");
            assertThat(read.tensors().get("encoder.weight").shape()).containsExactly(2L, 3L);
            assertThat(read.bytes("encoder.weight").asFloatBuffer().get(5)).isEqualTo(6);
            assertThat(read.bytes("scale").getFloat()).isEqualTo(0.5f);
            assertThatThrownBy(() -> read.bytes("decoder")).hasMessageContaining("another network");
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.draft");
    }

    @Test
    void theSameTensorsGiveTheSameBytes() throws IOException {
        var tensors = List.of(tensor("b", List.of(1L), 1), tensor("a", List.of(1L), 2));
        Safetensors.write(folder.resolve("one"), Map.of("x", "1", "y", "2"), tensors);
        Safetensors.write(folder.resolve("two"), Map.of("y", "2", "x", "1"), tensors);

        assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("two"));
    }

    @Test
    void aTensorMustHaveTheBytesOfItsShape() {
        assertThatThrownBy(() ->
                        Safetensors.write(folder.resolve("bad"), Map.of(), List.of(tensor("a", List.of(3L), 1, 2))))
                .hasMessageContaining("12 bytes, got 8");
        assertThat(folder.resolve("bad")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[8,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F31\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"extra\":1}}",
                "{\"__metadata__\":{\"a\":\"b\"},\"__metadata__\":{}}",
                "[]",
                "{",
                "{} {}",
                "nonsense"
            })
    void aHeaderThatDoesNotFitIsRefused(String header) throws IOException {
        assertThatThrownBy(() -> Safetensors.open(file(header.length(), header)))
                .isInstanceOf(InvalidWeightsException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9L << 20, 1L << 40, -1, Long.MIN_VALUE})
    void aHeaderLengthThatDoesNotFitAllocatesNothing(long length) throws IOException {
        assertThatThrownBy(() -> Safetensors.open(file(length, GOOD))).isInstanceOf(InvalidWeightsException.class);
    }

    @Test
    void damagedFilesAreNeverMoreThanRefused() throws IOException {
        var sound = Files.readAllBytes(file(GOOD.length(), GOOD));
        var random = new Random(3);
        for (int i = 0; i < 5000; i++) {
            var damaged = Arrays.copyOf(sound, random.nextInt(sound.length + 1));
            for (int flips = random.nextInt(4); flips > 0 && damaged.length > 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try (var read = Safetensors.open(Files.write(folder.resolve("damaged"), damaged))) {
                assertThat(read.tensors()).hasSizeLessThan(3);
            } catch (InvalidWeightsException e) {
                assertThat(e).hasMessageContaining("expected");
            }
        }
    }

    private Path file(long length, String header) throws IOException {
        var text = header.getBytes(StandardCharsets.UTF_8);
        var bytes = ByteBuffer.allocate(8 + text.length + 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(length).put(text);
        return Files.write(folder.resolve("file"), bytes.array());
    }

    private static Safetensors.Tensor tensor(String name, List<Long> shape, float... values) {
        var data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            data.putFloat(value);
        }
        return new Safetensors.Tensor(name, TensorType.F32, shape, data.flip());
    }
}
