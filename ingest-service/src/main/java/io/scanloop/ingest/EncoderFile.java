package io.scanloop.ingest;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.scanloop.ingest.Refusal.Kind;
import io.scanloop.storage.layout.Documents;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What a file of weights seems to be, from its heads alone. Whether they fit a network, and are sound to the last byte, only
 * the step knows that loads them.
 *
 * @param format {@code safetensors} or {@code npz}
 * @param tensors how many it has, at least 1
 */
record EncoderFile(String format, int tensors) {
    private static final int LARGEST_HEADER = 8 << 20;
    private static final int MOST_TENSORS = 100_000;
    private static final int LENGTH_BYTES = 8;
    private static final byte[] ZIP = {'P', 'K'};
    private static final byte[] NUMPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** Looks at a file; refuses what is neither of the two formats. */
    static EncoderFile of(Spool file) {
        try (var in = Files.newInputStream(file.file())) {
            var head = in.readNBytes(LENGTH_BYTES);
            if (Arrays.equals(Arrays.copyOf(head, ZIP.length), ZIP)) {
                return npz(file.file());
            }
            return safetensors(head, in, file.size());
        } catch (IOException e) {
            throw new UncheckedIOException("a spooled upload cannot be read", e);
        }
    }

    private static EncoderFile npz(Path file) throws IOException {
        try (var zip = new ZipFile(file.toFile())) {
            if (zip.size() == 0 || zip.size() > MOST_TENSORS) {
                throw refused("a zip of %d entries".formatted(zip.size()));
            }
            for (var entries = zip.entries(); entries.hasMoreElements(); ) {
                var entry = entries.nextElement();
                try (var in = zip.getInputStream(entry)) {
                    if (!entry.getName().endsWith(".npy") || !Arrays.equals(in.readNBytes(NUMPY.length), NUMPY)) {
                        throw refused("a zip with other entries than .npy arrays");
                    }
                }
            }
            return new EncoderFile("npz", zip.size());
        } catch (ZipException e) {
            throw refused("a zip that is damaged");
        }
    }

    private static EncoderFile safetensors(byte[] head, InputStream in, long size) throws IOException {
        long length = head.length < LENGTH_BYTES
                ? -1
                : ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > LARGEST_HEADER || length > size - LENGTH_BYTES) {
            throw refused("another format");
        }
        JsonNode header;
        try {
            header = Documents.mapper().readTree(in.readNBytes((int) length));
        } catch (JacksonException e) {
            throw refused("another format");
        }
        long bytes = size - LENGTH_BYTES - length;
        int tensors = 0;
        for (var field : header.properties()) {
            if (!field.getKey().equals("__metadata__")) {
                requireWithin(field.getValue(), bytes);
                tensors++;
            }
        }
        if (tensors == 0 || tensors > MOST_TENSORS) {
            throw refused("safetensors of %d tensors".formatted(tensors));
        }
        return new EncoderFile("safetensors", tensors);
    }

    private static void requireWithin(JsonNode tensor, long bytes) {
        var offsets = tensor.path("data_offsets");
        long begin = offsets.path(0).asLong(-1);
        long end = offsets.path(1).asLong(-1);
        boolean isSound =
                tensor.path("dtype").isTextual() && tensor.path("shape").isArray();
        if (!isSound || begin < 0 || begin > end || end > bytes) {
            throw refused("safetensors whose header and bytes do not belong together: was it cut off?");
        }
    }

    private static RefusedException refused(String actual) {
        return RefusedException.of(
                Kind.INVALID,
                "bad-encoder",
                "weights as safetensors, or as an .npz of numpy arrays",
                actual,
                "save the tensors by their names in one of the two formats: a PyTorch file holds programs and is not opened");
    }
}
