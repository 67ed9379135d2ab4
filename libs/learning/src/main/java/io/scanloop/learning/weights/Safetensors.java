package io.scanloop.learning.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A safetensors file: 8 bytes of header length (little-endian), the header in JSON, the bytes of the tensors. Reading
 * trusts nothing: a header of more than 8 MiB is refused before it is read, and every claim is checked against the
 * file's size before anything is allocated by it.
 *
 * <p>Owns an open file until it is closed.
 */
public final class Safetensors implements AutoCloseable {
    private static final int LENGTH_BYTES = 8;
    private static final long LARGEST_HEADER = 8L << 20;
    /** What follows the header begins at a multiple of this, so that it can be used in place. */
    private static final int ALIGNMENT = 8;

    private final FileChannel file;
    private final long dataBegin;
    private final SafetensorsHeader header;

    private Safetensors(FileChannel file, long dataBegin, SafetensorsHeader header) {
        this.file = file;
        this.dataBegin = dataBegin;
        this.header = header;
    }

    /**
     * A tensor to be written.
     *
     * @param data the numbers, little-endian, in C order; from position to limit, which stay as they are
     */
    public record Tensor(String name, TensorType type, List<Long> shape, ByteBuffer data) {}

    /**
     * Opens a file and checks its header.
     *
     * @throws InvalidWeightsException when it is no sound safetensors file
     * @throws IOException when it cannot be read
     */
    public static Safetensors open(Path path) throws IOException {
        var file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            long size = file.size();
            if (size < LENGTH_BYTES) {
                throw new InvalidWeightsException("a safetensors file", size + " bytes");
            }
            long length = read(file, 0, LENGTH_BYTES).getLong();
            if (length < 2 || length > LARGEST_HEADER || length > size - LENGTH_BYTES) {
                throw new InvalidWeightsException(
                        "a header of 2 bytes to 8 MiB within the file of %d bytes".formatted(size),
                        Long.toUnsignedString(length) + " bytes");
            }
            var json = StandardCharsets.UTF_8
                    .decode(read(file, LENGTH_BYTES, (int) length))
                    .toString();
            long dataBegin = LENGTH_BYTES + length;
            return new Safetensors(file, dataBegin, SafetensorsHeader.parse(json, size - dataBegin));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static ByteBuffer read(FileChannel file, long position, int length) throws IOException {
        var buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new InvalidWeightsException(
                        "%d bytes from byte %d".formatted(length, position), "the end of the file");
            }
        }
        return buffer.flip();
    }

    /** Free text by key. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** The tensors by name, in order of their bytes. */
    public Map<String, TensorEntry> tensors() {
        return header.tensors();
    }

    /**
     * Maps a tensor's bytes, little-endian, read-only; they stay mapped when the file is closed.
     *
     * @throws IllegalArgumentException when there is no tensor of that name, or it has 2 GiB or more
     */
    public ByteBuffer bytes(String name) throws IOException {
        var entry = header.tensors().get(name);
        if (entry == null) {
            throw new IllegalArgumentException("no tensor \"%s\" among %d: the weights are of another network"
                    .formatted(name, tensors().size()));
        }
        if (entry.length() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "\"%s\" has %d bytes, at most 2 GiB fit".formatted(name, entry.length()));
        }
        return file.map(FileChannel.MapMode.READ_ONLY, dataBegin + entry.begin(), entry.length())
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Writes a file, whole or not at all: it appears under its name when everything in it rests on the disk.
     *
     * @param tensors in the order in which their bytes are to lie
     * @throws IllegalArgumentException when two have one name, or one has not the bytes that its shape needs
     */
    public static void write(Path path, Map<String, String> metadata, List<Tensor> tensors) throws IOException {
        var entries = new LinkedHashMap<String, TensorEntry>();
        long at = 0;
        for (var tensor : tensors) {
            long end = at + tensor.data().remaining();
            var entry = new TensorEntry(tensor.name(), tensor.type(), tensor.shape(), at, end);
            long needed = tensor.shape().stream().reduce((long) tensor.type().bytes(), Math::multiplyExact);
            if (entry.length() != needed || entries.put(tensor.name(), entry) != null) {
                throw new IllegalArgumentException("\"%s\" %s needs a name of its own and %d bytes, got %d"
                        .formatted(tensor.name(), tensor.shape(), needed, entry.length()));
            }
            at = end;
        }
        var json = new SafetensorsHeader(metadata, entries).json().getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        var head = ByteBuffer.allocate(LENGTH_BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(padded).put(json);
        while (head.hasRemaining()) {
            head.put((byte) ' ');
        }
        var folder = Objects.requireNonNull(path.toAbsolutePath().getParent());
        var draft = Files.createTempFile(folder, path.getFileName().toString(), ".draft");
        try {
            try (var out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                writeFully(out, head.flip());
                for (var tensor : tensors) {
                    writeFully(out, tensor.data().duplicate());
                }
                out.force(true);
            }
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
