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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedWeightsTest {
    private static final Map<String, long[]> NETWORK = Map.of(
            "swinViT.patch_embed.proj.weight", new long[] {1, 2, 1, 1, 2},
            "swinViT.layers1.0.blocks.0.mlp.linear1.weight", new long[] {2});

    @TempDir
    private Path folder;

    /** 0.5 and -2 in half precision. */
    private static final short[] HALVES = {0x3800, (short) 0xc000};

    private static byte[] npy(String header, ByteBuffer numbers) {
        var text = header.getBytes(StandardCharsets.US_ASCII);
        var bytes = ByteBuffer.allocate(10 + text.length + numbers.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        bytes.putShort((short) text.length).put(text).put(numbers);
        return bytes.array();
    }

    private static byte[] halves(String shape) {
        var numbers = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        for (short half : HALVES) {
            numbers.putShort(half);
        }
        return npy("{'descr': '<f2', 'fortran_order': False, 'shape': (%s), }\n".formatted(shape), numbers.flip());
    }

    private static Map<String, byte[]> published() {
        var entries = new LinkedHashMap<String, byte[]>();
        entries.put("module.patch_embed.proj.weight", halves("1, 1, 1, 1, 2"));
        entries.put("module.layers1.0.blocks.0.mlp.fc1.weight", halves("2,"));
        entries.put("module.layers1.0.blocks.0.attn.relative_position_index", halves("2,"));
        entries.put("module.rotation_head.bias", halves("2,"));
        return entries;
    }

    private Path npz(Map<String, byte[]> entries) throws IOException {
        var path = folder.resolve("published.npz");
        try (var zip = new ZipOutputStream(Files.newOutputStream(path))) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey() + ".npy"));
                zip.write(entry.getValue());
            }
        }
        return path;
    }

    private static float[] floats(Path file, String name) throws IOException {
        try (var safetensors = Safetensors.open(file)) {
            var buffer = safetensors.bytes(name).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
            var floats = new float[buffer.remaining()];
            buffer.get(floats);
            return floats;
        }
    }

    @Test
    void takesThePublishedEncoderOfSwinUnetr() throws IOException {
        var to = folder.resolve("ours.safetensors");

        var loaded = PublishedWeights.swinEncoder().convert(npz(published()), NETWORK, to);

        assertThat(loaded.fraction()).isEqualTo(1);
        assertThat(floats(to, "swinViT.layers1.0.blocks.0.mlp.linear1.weight")).containsExactly(0.5f, -2);
        // one channel for two: each gets half
        assertThat(floats(to, "swinViT.patch_embed.proj.weight")).containsExactly(0.25f, -1, 0.25f, -1);
    }

    /** As an encoder that stands for itself has them, and the published file without its first word. */
    @Test
    void takesBareNames() throws IOException {
        var entries = new LinkedHashMap<String, byte[]>();
        published().forEach((name, bytes) -> entries.put(name.substring("module.".length()), bytes));
        entries.put("rotation_pre.weight", halves("2,"));
        var to = folder.resolve("ours.safetensors");

        var loaded = PublishedWeights.swinEncoder().convert(npz(entries), NETWORK, to);

        assertThat(loaded.fraction()).isEqualTo(1);
        assertThat(floats(to, "swinViT.layers1.0.blocks.0.mlp.linear1.weight")).containsExactly(0.5f, -2);
    }

    @Test
    void takesSafetensorsOfBrainHalves() throws IOException {
        var bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort((short) 0x3f00).putShort((short) 0xc000).flip();
        var from = folder.resolve("bf16.safetensors");
        Safetensors.write(from, Map.of(), List.of(new Safetensors.Tensor("w", TensorType.BF16, List.of(2L), bytes)));
        var to = folder.resolve("ours.safetensors");

        PublishedWeights.exact().convert(from, Map.of("w", new long[] {2}), to);

        assertThat(floats(to, "w")).containsExactly(0.5f, -2);
    }

    @Test
    void namesWhatFindsNoPlaceAndWhatIsMissing() throws IOException {
        var entries = published();
        entries.put("module.layers9.weight", halves("2,"));
        entries.remove("module.patch_embed.proj.weight");
        var from = npz(entries);

        assertThatThrownBy(() -> PublishedWeights.swinEncoder().convert(from, NETWORK, folder.resolve("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[module.layers9.weight -> swinViT.layers9.weight] of theirs find no place")
                .hasMessageContaining("[swinViT.patch_embed.proj.weight] of the network are missing");
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void namesBothShapes() throws IOException {
        var entries = published();
        entries.put("module.layers1.0.blocks.0.mlp.fc1.weight", halves("1, 2"));
        var from = npz(entries);

        assertThatThrownBy(() -> PublishedWeights.swinEncoder().convert(from, NETWORK, folder.resolve("x")))
                .hasMessageContaining("linear1.weight\" of the network needs [2]")
                .hasMessageContaining("fc1.weight\" of the weights is [1, 2]");
    }

    @Test
    void namesATensorThatNoRuleSpeaksOf() throws IOException {
        var from = npz(Map.of("encoder1.weight", halves("2,")));

        assertThatThrownBy(() -> PublishedWeights.swinEncoder().convert(from, NETWORK, folder.resolve("x")))
                .hasMessageContaining("\"encoder1.weight\" is neither renamed");
    }

    @Test
    void everyHalfIsExact() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Numbers.half((short) bits);
            if ((bits & 0x7c00) == 0x7c00) {
                assertThat(Float.isFinite(value)).isFalse();
            } else {
                int exponent = Math.max(1, bits >> 10 & 0x1f) - 25;
                int fraction = (bits & 0x3ff) + ((bits & 0x7c00) == 0 ? 0 : 1024);
                double size = fraction * Math.pow(2, exponent);
                assertThat((double) value).isEqualTo(bits < 1 << 15 ? size : -size);
            }
        }
    }

    @Test
    void refusesArraysThatAreNotWhatTheySay() throws IOException {
        var good = halves("2,");
        var cut = Arrays.copyOf(good, good.length - 1);
        var objects = npy("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }\n", ByteBuffer.allocate(4));
        var huge = npy(
                "{'descr': '<f4', 'fortran_order': False, 'shape': (4000000000, 4000000000), }\n",
                ByteBuffer.allocate(4));

        assertRefused(cut, "4 bytes of \"w\" F16 [2], got 3");
        assertRefused(objects, "|O");
        assertRefused(huge, "shape within 2^63 bytes");
        assertRefused(new byte[] {1, 2, 3}, "beginning of a numpy array");
    }

    private void assertRefused(byte[] array, String message) throws IOException {
        var from = npz(Map.of("w", array));

        assertThatThrownBy(() -> NumpyArchive.open(from))
                .isInstanceOf(InvalidWeightsException.class)
                .hasMessageContaining(message);
    }
}
