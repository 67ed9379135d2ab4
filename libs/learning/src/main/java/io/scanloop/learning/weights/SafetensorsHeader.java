package io.scanloop.learning.weights;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON at the head of a safetensors file, checked before anything is allocated by it: no name twice, every length
 * the product of its shape, and the tensors side by side without gap or overlap from the first byte to the last.
 *
 * @param metadata free text by key
 * @param tensors by name, in order of their bytes
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, TensorEntry> tensors) {
    private static final String METADATA = "__metadata__";

    /**
     * Reads a header.
     *
     * @param dataBytes what follows the header in the file
     */
    static SafetensorsHeader parse(String json, long dataBytes) throws InvalidWeightsException {
        try (var reader = new JsonReader(new StringReader(json))) {
            var metadata = new LinkedHashMap<String, String>();
            var entries = new LinkedHashMap<String, TensorEntry>();
            boolean hasMetadata = false;
            reader.beginObject();
            while (reader.hasNext()) {
                var name = reader.nextName();
                if (name.equals(METADATA) && !hasMetadata) {
                    hasMetadata = true;
                    readMetadata(reader, metadata);
                } else if (name.equals(METADATA) || entries.put(name, readEntry(reader, name)) != null) {
                    throw new InvalidWeightsException("each name once", "\"%s\" twice".formatted(name));
                }
            }
            reader.endObject();
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new InvalidWeightsException("one JSON object", "more after it");
            }
            return new SafetensorsHeader(Map.copyOf(metadata), inOrder(entries, dataBytes));
        } catch (InvalidWeightsException e) {
            throw e;
        } catch (IOException | JsonParseException | IllegalStateException | NumberFormatException e) {
            throw new InvalidWeightsException("a header in JSON as safetensors has it", "another");
        }
    }

    private static void readMetadata(JsonReader reader, Map<String, String> metadata) throws IOException {
        reader.beginObject();
        while (reader.hasNext()) {
            metadata.put(reader.nextName(), reader.nextString());
        }
        reader.endObject();
    }

    private static TensorEntry readEntry(JsonReader reader, String name) throws IOException {
        @Nullable TensorType type = null;
        @Nullable List<Long> shape = null;
        @Nullable List<Long> offsets = null;
        reader.beginObject();
        while (reader.hasNext()) {
            var member = reader.nextName();
            switch (member) {
                case "dtype" -> type = type(name, reader.nextString());
                case "shape" -> shape = numbers(reader);
                case "data_offsets" -> offsets = numbers(reader);
                default ->
                    throw new InvalidWeightsException("dtype, shape and data_offsets", "\"%s\"".formatted(member));
            }
        }
        reader.endObject();
        if (type == null || shape == null || offsets == null || offsets.size() != 2) {
            throw new InvalidWeightsException("dtype, shape and two data_offsets of \"%s\"".formatted(name), "fewer");
        }
        var entry = new TensorEntry(name, type, shape, offsets.get(0), offsets.get(1));
        long length = length(entry);
        if (entry.length() != length) {
            throw new InvalidWeightsException(
                    "%d bytes for \"%s\" %s %s".formatted(length, name, type, shape), entry.length() + " bytes");
        }
        return entry;
    }

    private static long length(TensorEntry entry) throws InvalidWeightsException {
        try {
            return entry.shape().stream().reduce((long) entry.type().bytes(), Math::multiplyExact);
        } catch (ArithmeticException e) {
            throw new InvalidWeightsException(
                    "a shape that fits into a file", "\"%s\" %s".formatted(entry.name(), entry.shape()));
        }
    }

    private static TensorType type(String name, String type) throws InvalidWeightsException {
        try {
            return TensorType.valueOf(type);
        } catch (IllegalArgumentException e) {
            throw new InvalidWeightsException(
                    "a type of the format for \"%s\"".formatted(name), "\"%s\"".formatted(type));
        }
    }

    private static List<Long> numbers(JsonReader reader) throws IOException {
        var numbers = new ArrayList<Long>();
        reader.beginArray();
        while (reader.hasNext()) {
            long number = reader.nextLong();
            if (number < 0 || numbers.size() == 16) {
                throw new InvalidWeightsException("at most 16 numbers of 0 or more", "others");
            }
            numbers.add(number);
        }
        reader.endArray();
        return List.copyOf(numbers);
    }

    private static Map<String, TensorEntry> inOrder(Map<String, TensorEntry> entries, long dataBytes)
            throws InvalidWeightsException {
        var sorted = entries.values().stream()
                .sorted(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end))
                .toList();
        var inOrder = new LinkedHashMap<String, TensorEntry>();
        long at = 0;
        for (var entry : sorted) {
            if (entry.begin() != at) {
                throw new InvalidWeightsException(
                        "\"%s\" to begin at byte %d, without gap or overlap".formatted(entry.name(), at),
                        "byte " + entry.begin());
            }
            at = entry.end();
            inOrder.put(entry.name(), entry);
        }
        if (at != dataBytes) {
            throw new InvalidWeightsException(at + " bytes of tensors", dataBytes + " bytes");
        }
        return Collections.unmodifiableMap(inOrder);
    }

    /** The header's text. */
    String json() {
        var text = new StringWriter();
        try (var writer = new JsonWriter(text)) {
            writer.beginObject();
            if (!metadata.isEmpty()) {
                writer.name(METADATA).beginObject();
                for (var entry : metadata.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .toList()) {
                    writer.name(entry.getKey()).value(entry.getValue());
                }
                writer.endObject();
            }
            for (var tensor : tensors.values()) {
                writer.name(tensor.name()).beginObject();
                writer.name("dtype").value(tensor.type().name());
                writer.name("shape").beginArray();
                for (long size : tensor.shape()) {
                    writer.value(size);
                }
                writer.endArray();
                writer.name("data_offsets")
                        .beginArray()
                        .value(tensor.begin())
                        .value(tensor.end())
                        .endArray();
                writer.endObject();
            }
            writer.endObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return text.toString();
    }
}
