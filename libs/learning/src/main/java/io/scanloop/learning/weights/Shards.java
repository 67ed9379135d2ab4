package io.scanloop.learning.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several safetensors files that together hold the tensors of one network. Owns open files until it is closed. */
public final class Shards implements AutoCloseable {
    /** Bytes of tensors at which the next file begins. */
    static final long LARGEST = 1L << 30;

    private final List<Safetensors> files = new ArrayList<>();
    private final Map<String, TensorEntry> tensors = new LinkedHashMap<>();
    private final Map<String, Safetensors> places = new LinkedHashMap<>();

    private Shards() {}

    /**
     * Opens files.
     *
     * @throws IllegalArgumentException when two files hold a tensor of one name
     * @throws InvalidWeightsException when a file is no sound safetensors file
     */
    public static Shards open(List<Path> paths) throws IOException {
        var shards = new Shards();
        try {
            for (var path : paths) {
                shards.add(Safetensors.open(path));
            }
            return shards;
        } catch (IOException | RuntimeException e) {
            shards.close();
            throw e;
        }
    }

    private void add(Safetensors file) {
        files.add(file);
        file.tensors().forEach((name, entry) -> {
            if (places.put(name, file) != null) {
                throw new IllegalArgumentException(
                        "\"%s\" is in two files: they are not shards of one network".formatted(name));
            }
            tensors.put(name, entry);
        });
    }

    /** All tensors by name. */
    public Map<String, TensorEntry> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** The free text of the first file. */
    public Map<String, String> metadata() {
        return files.isEmpty() ? Map.of() : files.get(0).metadata();
    }

    /** A tensor's bytes, as {@link Safetensors#bytes}. */
    public ByteBuffer bytes(String name) throws IOException {
        var file = places.get(name);
        if (file == null) {
            throw new IllegalArgumentException("no tensor \"%s\" among %d".formatted(name, tensors.size()));
        }
        return file.bytes(name);
    }

    /**
     * Writes {@code <stem>-0.safetensors}, {@code <stem>-1.safetensors} ..., each of about 1 GiB at most.
     *
     * @param metadata goes into each file
     * @return the files in order
     */
    public static List<Path> write(
            Path folder, String stem, Map<String, String> metadata, List<Safetensors.Tensor> tensors)
            throws IOException {
        return write(folder, stem, metadata, tensors, LARGEST);
    }

    /**
     * Writes what a rule takes of some files as files of their own, under the names that it gives.
     *
     * @param rule only which names it keeps and what they become counts
     * @return the files in order
     */
    public static List<Path> excerpt(List<Path> files, Loading rule, Path folder, String stem) throws IOException {
        try (var shards = open(files)) {
            var tensors = new ArrayList<Safetensors.Tensor>();
            for (var entry : shards.tensors().values()) {
                var name = rule.target(entry.name());
                if (name.isPresent()) {
                    tensors.add(new Safetensors.Tensor(
                            name.get(), entry.type(), entry.shape(), shards.bytes(entry.name())));
                }
            }
            return write(folder, stem, shards.metadata(), tensors);
        }
    }

    static List<Path> write(
            Path folder, String stem, Map<String, String> metadata, List<Safetensors.Tensor> tensors, long largest)
            throws IOException {
        var paths = new ArrayList<Path>();
        var shard = new ArrayList<Safetensors.Tensor>();
        long bytes = 0;
        for (var tensor : tensors) {
            if (!shard.isEmpty() && bytes + tensor.data().remaining() > largest) {
                paths.add(write(folder, stem, paths.size(), metadata, shard));
                shard.clear();
                bytes = 0;
            }
            shard.add(tensor);
            bytes += tensor.data().remaining();
        }
        paths.add(write(folder, stem, paths.size(), metadata, shard));
        return paths;
    }

    private static Path write(
            Path folder, String stem, int number, Map<String, String> metadata, List<Safetensors.Tensor> tensors)
            throws IOException {
        var path = folder.resolve("%s-%d.safetensors".formatted(stem, number));
        Safetensors.write(path, metadata, tensors);
        return path;
    }

    @Override
    public void close() throws IOException {
        for (var file : files) {
            file.close();
        }
    }
}
