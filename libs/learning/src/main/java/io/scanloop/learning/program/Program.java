package io.scanloop.learning.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Listing;
import io.scanloop.learning.graph.Mode;
import io.scanloop.learning.graph.Precision;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.program.ModuleArchive.Kind;
import io.scanloop.learning.program.ModuleArchive.Storage;
import io.scanloop.learning.weights.Loaded;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph made to run, with weights of its own: its outputs, and on request gradients. Only what the outputs need is
 * compiled; only the parameters that they need are there.
 *
 * <p>Owns native memory until it is closed. One thread at a time.
 */
public final class Program implements AutoCloseable {
    private final Graph graph;
    private final ProgramText text;
    private final Map<String, Tensor> outputs;
    private final CompiledModule module;
    private final NDManager owner = Compute.newOwner();
    private final NamedArrays weights;
    private final List<NDArray> constants;
    private final Inputs inputs;

    private Program(Graph graph, Map<String, Tensor> outputs, ProgramText text, CompiledModule module) {
        this.graph = graph;
        this.text = text;
        this.outputs = outputs;
        this.module = module;
        var listing = text.listing();
        this.weights = NamedArrays.initial(owner, listing.parameters(), 0);
        this.constants = constants(owner, listing);
        this.inputs = new Inputs(listing.inputs());
    }

    /**
     * A program for inference: dropout does nothing.
     *
     * @param outputs values of the graph, by the names under which they come out; BOOL ones cannot
     */
    public static Program forward(Graph graph, Map<String, Tensor> outputs) {
        return forward(graph, outputs, Precision.FLOAT32);
    }

    /** The same in a precision of products. */
    public static Program forward(Graph graph, Map<String, Tensor> outputs, Precision precision) {
        return of(graph, requireOutputs(outputs), ProgramText.forward(graph, List.copyOf(outputs.values()), precision));
    }

    /**
     * What {@link #forward} would run, for people to read, without compiling it: inputs, constants and parameters with their
     * shapes, then one operation a line.
     */
    public static String explain(Graph graph, Map<String, Tensor> outputs, Precision precision) {
        return ProgramText.forward(graph, List.copyOf(requireOutputs(outputs).values()), precision)
                .explained();
    }

    /**
     * A program for looking at gradients: beside the outputs it gives the derivative of a scalar, as
     * {@code gradient/<name>}. It is in training mode.
     *
     * @param of the scalar
     * @param by inputs and parameters of the graph that it depends on
     */
    public static Program gradients(Graph graph, Map<String, Tensor> outputs, Tensor of, List<Tensor> by) {
        return gradients(graph, outputs, of, by, Precision.FLOAT32);
    }

    /** The same in a precision of products. */
    public static Program gradients(
            Graph graph, Map<String, Tensor> outputs, Tensor of, List<Tensor> by, Precision precision) {
        var all = new LinkedHashMap<>(requireOutputs(outputs));
        var text = ProgramText.gradients(graph, List.copyOf(outputs.values()), of, by, precision);
        by.forEach(value -> all.put("gradient/" + value.name(), value));
        return of(graph, all, text);
    }

    private static Program of(Graph graph, Map<String, Tensor> outputs, ProgramText text) {
        return new Program(graph, outputs, text, CompiledModule.of(text.text()));
    }

    private static Map<String, Tensor> requireOutputs(Map<String, Tensor> outputs) {
        outputs.forEach((name, value) -> {
            if (value.type() == Type.BOOL) {
                throw new IllegalArgumentException("output %s is %s: convert it with to(...)".formatted(name, value));
            }
        });
        return new LinkedHashMap<>(outputs);
    }

    /** Fixed tables as arrays of the owner's. */
    public static List<NDArray> constants(NDManager owner, Listing listing) {
        var staging = new Staging();
        return listing.constants().stream()
                .map(constant -> staging.lasting(owner, constant.numbers()))
                .toList();
    }

    /** The text that the engine runs, one operation a line. */
    public String text() {
        return text.text();
    }

    /** Shapes of the parameters by path. */
    public Map<String, long[]> parameters() {
        return weights.shapes();
    }

    /** Draws all parameters from their initializers. */
    public void initialize(long seed) {
        weights.initialize(text.listing().parameters(), seed);
    }

    /**
     * Takes weights from safetensors files.
     *
     * @throws IllegalArgumentException when the files are not what the rule demands; it names the tensor
     */
    public Loaded load(List<Path> files, Loading rule) throws IOException {
        return weights.load(files, rule);
    }

    /**
     * Runs once.
     *
     * @param given all inputs of the graph by name
     * @return the outputs by name
     */
    public Map<String, HostTensor> run(Map<String, HostTensor> given) {
        try (var step = owner.newSubManager()) {
            var arguments = new ArrayList<CompiledModule.Argument>();
            inputs.arrays(step, given).forEach(array -> arguments.add(new CompiledModule.One(array)));
            constants.forEach(array -> arguments.add(new CompiledModule.One(array)));
            if (!weights.all().isEmpty()) {
                arguments.add(new CompiledModule.Many(ProgramText.PARAMETERS, weights.all()));
            }
            return host(module.call(step, ProgramText.METHOD, text.mode(), arguments));
        }
    }

    /** What it was made of. */
    public Graph graph() {
        return graph;
    }

    /** The values that come out, by name. */
    public Map<String, Tensor> outputs() {
        return Collections.unmodifiableMap(outputs);
    }

    /**
     * Writes the program with its weights as a TorchScript file for others: {@code forward} takes the inputs of the graph in order and
     * gives the only output. {@code state_dict()} has the weights under their paths, and fixed tables under {@code
     * constants.}. Precision is FLOAT32, whatever this program's is.
     *
     * @throws IllegalStateException when there is not exactly one output, or the program gives gradients
     */
    public void saveModule(Path file) throws IOException {
        if (outputs.size() != 1 || text.mode() != Mode.INFERENCE) {
            throw new IllegalStateException("a module has one output and no gradients, the program gives %s in %s"
                    .formatted(outputs.keySet(), text.mode()));
        }
        var archive = new ModuleArchive();
        var paths = new LinkedHashMap<Tensor, String>();
        for (var parameter : text.listing().parameters()) {
            var value = parameter.value();
            var kind = parameter.role() == Graph.Role.BUFFER ? Kind.BUFFER : Kind.PARAMETER;
            archive.put(
                    value.name(),
                    new ModuleArchive.Leaf(kind, Storage.FLOAT, value.shape(), weights.bytes(value.name())));
            paths.put(value, value.name());
        }
        for (var constant : text.listing().constants()) {
            var path = "constants." + constant.value().name();
            archive.put(path, ModuleArchive.Leaf.of(constant.numbers()));
            paths.put(constant.value(), path);
        }
        var output = outputs.values().iterator().next();
        try (var out = Files.newOutputStream(file)) {
            archive.write(out, ForwardText.of(text.listing(), output, paths));
        }
    }

    /** Writes the weights as one safetensors file. */
    public void saveWeights(Path file, Map<String, String> metadata) throws IOException {
        Safetensors.write(file, metadata, weights.tensors(""));
    }

    /** Arrays of the engine that live until this is closed. */
    int arrays() {
        return owner.getManagedArrays().size();
    }

    private Map<String, HostTensor> host(NDList results) {
        var host = new LinkedHashMap<String, HostTensor>();
        var names = List.copyOf(outputs.keySet());
        for (int i = 0; i < names.size(); i++) {
            host.put(names.get(i), host(results.get(i)));
        }
        return host;
    }

    private static HostTensor host(NDArray array) {
        var shape = array.getShape().getShape();
        return switch (array.getDataType()) {
            case FLOAT32 -> HostTensor.of(array.toFloatArray(), shape);
            case FLOAT64 -> HostTensor.of(array.toDoubleArray(), shape);
            case INT64 -> HostTensor.of(array.toLongArray(), shape);
            default ->
                throw new IllegalStateException(
                        "the engine gave %s, a program gives FLOAT32, FLOAT64 or INT64".formatted(array.getDataType()));
        };
    }

    @Override
    public void close() {
        owner.close();
        module.close();
    }
}
