package io.scanloop.learning.weights;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * An {@code .npz}: a zip of {@code .npy} arrays, little-endian and in C order. Reading trusts nothing: of each entry only
 * its head is read, and its claims are checked against the bytes that the zip says are there.
 *
 * <p>Owns an open file until it is closed.
 */
public final class NumpyArchive implements AutoCloseable {
    private static final String ENDING = ".npy";
    private static final int LARGEST_HEADER = 1 << 16;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern HEADER = Pattern.compile(
            "\\{'descr': '([^']+)', 'fortran_order': (True|False), 'shape': \\(([0-9, ]*)\\),? *\\}\\s*");
    private static final Map<String, TensorType> TYPES = Map.of(
            "<f2", TensorType.F16,
            "<f4", TensorType.F32,
            "<f8", TensorType.F64,
            "<i8", TensorType.I64,
            "<i4", TensorType.I32,
            "|u1", TensorType.U8,
            "|i1", TensorType.I8,
            "|b1", TensorType.BOOL);

    private final ZipFile zip;
    private final Map<String, TensorEntry> tensors = new LinkedHashMap<>();

    private NumpyArchive(ZipFile zip) {
        this.zip = zip;
    }

    /**
     * Opens a file and checks the heads of its arrays.
     *
     * @throws InvalidWeightsException when it is no sound archive of arrays
     * @throws IOException when it cannot be read
     */
    public static NumpyArchive open(Path path) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(path.toFile());
        } catch (ZipException e) {
            throw new InvalidWeightsException("a zip of .npy arrays", String.valueOf(e.getMessage()));
        }
        var archive = new NumpyArchive(zip);
        try {
            for (var entry : Collections.list(zip.entries())) {
                archive.add(entry);
            }
            return archive;
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private void add(ZipEntry entry) throws IOException {
        var file = entry.getName();
        if (!file.endsWith(ENDING)) {
            throw new InvalidWeightsException("entries named *.npy", "\"" + file + "\"");
        }
        var name = file.substring(0, file.length() - ENDING.length());
        try (var stream = zip.getInputStream(entry)) {
            var tensor = header(name, stream, entry.getSize());
            if (tensors.put(name, tensor) != null) {
                throw new InvalidWeightsException("each array once", "\"" + name + "\" twice");
            }
        }
    }

    private static TensorEntry header(String name, InputStream stream, long size) throws IOException {
        var start = stream.readNBytes(MAGIC.length + 2);
        boolean isNumpy = start.length == MAGIC.length + 2;
        for (int i = 0; isNumpy && i < MAGIC.length; i++) {
            isNumpy = start[i] == MAGIC[i];
        }
        if (!isNumpy) {
            throw new InvalidWeightsException("the beginning of a numpy array", "\"%s\" without it".formatted(name));
        }
        int widthOfLength = start[MAGIC.length] == 1 ? 2 : 4;
        var length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        length.put(stream.readNBytes(widthOfLength)).rewind();
        int headerLength = length.getInt();
        if (headerLength < 0 || headerLength > LARGEST_HEADER) {
            throw new InvalidWeightsException(
                    "a header of at most 64 KiB", "%d bytes in \"%s\"".formatted(headerLength, name));
        }
        var text = new String(stream.readNBytes(headerLength), StandardCharsets.US_ASCII);
        long begin = MAGIC.length + 2L + widthOfLength + headerLength;
        return entry(name, text, begin, size);
    }

    private static TensorEntry entry(String name, String text, long begin, long size) throws InvalidWeightsException {
        var header = HEADER.matcher(text);
        var type = header.matches() ? TYPES.get(header.group(1)) : null;
        if (type == null || header.group(2).equals("True")) {
            throw new InvalidWeightsException(
                    "an array of %s in C order (numpy.ascontiguousarray)".formatted(TYPES.keySet()),
                    "\"%s\" with %s".formatted(name, text.strip()));
        }
        var shape = new ArrayList<Long>();
        long count = 1;
        try {
            for (var part : header.group(3).split(",")) {
                if (!part.isBlank()) {
                    shape.add(Long.parseLong(part.strip()));
                    count = Math.multiplyExact(count, shape.get(shape.size() - 1));
                }
            }
            count = Math.multiplyExact(count, type.bytes());
        } catch (ArithmeticException | NumberFormatException e) {
            throw new InvalidWeightsException(
                    "a shape within 2^63 bytes", "\"%s\" of %s".formatted(name, header.group(3)));
        }
        if (size != begin + count) {
            throw new InvalidWeightsException(
                    "%d bytes of \"%s\" %s %s".formatted(count, name, type, shape), "%d".formatted(size - begin));
        }
        return new TensorEntry(name, type, List.copyOf(shape), begin, begin + count);
    }

    /**
     * Writes an archive.
     *
     * @param tensors of types that numpy has
     */
    public static void write(Path path, List<Safetensors.Tensor> tensors) throws IOException {
        try (var zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(path)))) {
            zip.setLevel(Deflater.BEST_SPEED);
            for (var tensor : tensors) {
                zip.putNextEntry(new ZipEntry(tensor.name() + ENDING));
                zip.write(head(tensor));
                Channels.newChannel(zip).write(tensor.data().duplicate());
                zip.closeEntry();
            }
        }
    }

    /** Magic bytes, version 1.0, and a header that is padded so that the numbers begin at a multiple of 64. */
    private static byte[] head(Safetensors.Tensor tensor) {
        var descr = TYPES.entrySet().stream()
                .filter(type -> type.getValue() == tensor.type())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "numpy has no type for %s of \"%s\"".formatted(tensor.type(), tensor.name())));
        var shape = tensor.shape().stream().map(size -> size + ",").collect(Collectors.joining(" "));
        var text = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(descr, shape);
        int begin = MAGIC.length + 4;
        int length = (begin + text.length() + 1 + 63) / 64 * 64 - begin;
        var head = ByteBuffer.allocate(begin + length).order(ByteOrder.LITTLE_ENDIAN);
        head.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
        head.put((text + " ".repeat(length - text.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
        return head.array();
    }

    /** The arrays by name, in the order of the zip. */
    public Map<String, TensorEntry> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /**
     * An array's bytes, little-endian.
     *
     * @throws IllegalArgumentException when there is none of that name, or it has 2 GiB or more
     */
    public ByteBuffer bytes(String name) throws IOException {
        var entry = tensors.get(name);
        if (entry == null || entry.length() > Integer.MAX_VALUE - entry.begin()) {
            throw new IllegalArgumentException(
                    "no array \"%s\" of less than 2 GiB among %d".formatted(name, tensors.size()));
        }
        try (var stream = zip.getInputStream(Objects.requireNonNull(zip.getEntry(name + ENDING)))) {
            stream.skipNBytes(entry.begin());
            var bytes = stream.readNBytes((int) entry.length());
            if (bytes.length != entry.length()) {
                throw new InvalidWeightsException(
                        "%d bytes of \"%s\"".formatted(entry.length(), name), Integer.toString(bytes.length));
            }
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
