package io.scanloop.learning.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.random.CounterRandom;
import io.scanloop.learning.weights.Loaded;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.Safetensors;
import io.scanloop.learning.weights.Shards;
import io.scanloop.learning.weights.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** FLOAT32 arrays on the device by name, such as the weights of a network. Their owner is the given manager. */
public final class NamedArrays {
    private final NDManager owner;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    private final Staging staging = new Staging();

    private NamedArrays(NDManager owner) {
        this.owner = owner;
    }

    /** First values of parameters. */
    public static NamedArrays initial(NDManager owner, List<Graph.Parameter> parameters, long seed) {
        var made = new NamedArrays(owner);
        made.initialize(parameters, seed);
        return made;
    }

    /** Gives parameters their first values again; each depends on the seed and its own path only. */
    public void initialize(List<Graph.Parameter> parameters, long seed) {
        for (var parameter : parameters) {
            var shape = parameter.value().shape();
            var values = new float[Math.toIntExact(parameter.value().count())];
            var path = parameter.value().name();
            parameter.initializer().fill(values, shape, CounterRandom.of(seed, "init/" + path));
            put(path, staging.lasting(owner, HostTensor.of(values, shape)));
        }
    }

    /** Zeros of the shapes of others. */
    public static NamedArrays zeros(NDManager owner, Map<String, long[]> shapes) {
        var made = new NamedArrays(owner);
        shapes.forEach((name, shape) -> made.arrays.put(name, owner.zeros(new Shape(shape))));
        return made;
    }

    /** All of them, in order. */
    public List<NDArray> all() {
        return List.copyOf(arrays.values());
    }

    /** Some of them, in the order of the names. */
    public List<NDArray> of(List<String> names) {
        return names.stream().map(this::get).toList();
    }

    /** Shapes by name, in order. */
    public Map<String, long[]> shapes() {
        var shapes = new LinkedHashMap<String, long[]>();
        arrays.forEach((name, array) -> shapes.put(name, array.getShape().getShape()));
        return shapes;
    }

    /**
     * Takes numbers from safetensors files.
     *
     * @throws IllegalArgumentException when the files are not what the rule demands; it names the tensor, and nothing is
     *     taken
     * @throws IOException when a file is damaged or cannot be read
     */
    public Loaded load(List<Path> files, Loading rule) throws IOException {
        try (var shards = Shards.open(files)) {
            var sources = rule.match(shards.tensors(), shapes());
            var folded = new LinkedHashMap<String, HostTensor>();
            for (var fold : rule.folded(shards.tensors(), sources.keySet())) {
                var shape = get(fold.target()).getShape().getShape();
                folded.put(fold.target(), fold.of(shards.tensors(), shards::bytes, shape));
            }
            for (var source : sources.entrySet()) {
                var shape = get(source.getKey()).getShape().getShape();
                put(source.getKey(), staging.lasting(owner, shards.bytes(source.getValue()), shape));
            }
            folded.forEach((path, numbers) -> put(path, staging.lasting(owner, numbers)));
            var found = new ArrayList<>(sources.keySet());
            found.addAll(folded.keySet());
            return Loaded.of(shapes(), found);
        }
    }

    /** Gives one the numbers of another of the same shape. */
    public void copy(String from, String to) {
        put(to, get(from).duplicate());
    }

    private NDArray get(String name) {
        return Objects.requireNonNull(arrays.get(name), name);
    }

    private void put(String name, NDArray fresh) {
        var old = arrays.put(name, fresh);
        if (old != null) {
            old.close();
        }
    }

    /** The numbers of one, as they lie in memory. */
    public ByteBuffer bytes(String name) {
        return get(name).toByteBuffer(true);
    }

    /** As tensors to be written, under a prefix. */
    public List<Safetensors.Tensor> tensors(String prefix) {
        return arrays.entrySet().stream()
                .map(entry -> new Safetensors.Tensor(
                        prefix + entry.getKey(),
                        TensorType.F32,
                        Arrays.stream(entry.getValue().getShape().getShape())
                                .boxed()
                                .toList(),
                        entry.getValue().toByteBuffer(true)))
                .toList();
    }
}
