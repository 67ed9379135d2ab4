package io.scanloop.learning.training;

import ai.djl.ndarray.NDManager;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.program.CompiledModule.Argument;
import io.scanloop.learning.program.CompiledModule.Many;
import io.scanloop.learning.program.NamedArrays;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.Safetensors;
import io.scanloop.learning.weights.Shards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What training changes: weights, and per weight the mean of gradients, the mean of their squares and the count of
 * updates. A checkpoint holds exactly this, as {@code weights-<k>.safetensors} and {@code optimizer-<k>.safetensors}.
 */
record TrainedState(
        List<RateGroup> groups, NamedArrays weights, NamedArrays means, NamedArrays squares, NamedArrays counts) {
    private static final String WEIGHTS = "weights";
    private static final String OPTIMIZER = "optimizer";
    private static final String MEAN = "mean.";
    private static final String SQUARE = "square.";
    private static final String COUNT = "count.";

    static TrainedState initial(NDManager owner, List<RateGroup> groups, long seed) {
        var parameters = new ArrayList<Graph.Parameter>();
        var shapes = new LinkedHashMap<String, long[]>();
        var scalars = new LinkedHashMap<String, long[]>();
        for (var group : groups) {
            for (var parameter : group.parameters()) {
                parameters.add(parameter);
                if (!group.isFrozen()) {
                    shapes.put(parameter.value().name(), parameter.value().shape());
                    scalars.put(parameter.value().name(), new long[0]);
                }
            }
        }
        var state = new TrainedState(
                groups,
                NamedArrays.initial(owner, parameters, seed),
                NamedArrays.zeros(owner, shapes),
                NamedArrays.zeros(owner, shapes),
                NamedArrays.zeros(owner, scalars));
        state.startTeachers();
        return state;
    }

    /** Makes teachers equal to their students. */
    void startTeachers() {
        for (var group : groups) {
            if (group.follows() != null) {
                for (int i = 0; i < group.paths().size(); i++) {
                    weights.copy(group.follows().paths().get(i), group.paths().get(i));
                }
            }
        }
    }

    /** In the order in which the step takes them. */
    List<Argument> arguments() {
        var arguments = weightArguments();
        arguments.addAll(moments());
        return arguments;
    }

    /** Weights of all groups. */
    List<Argument> weightArguments() {
        var arguments = new ArrayList<Argument>();
        for (var group : groups) {
            arguments.add(new Many(group.weights(), weights.of(group.paths())));
        }
        return arguments;
    }

    /** Weights of the groups that an update reads or changes, and moments. */
    List<Argument> changing() {
        var arguments = new ArrayList<Argument>();
        for (var group : groups) {
            if (group.isUpdated(groups)) {
                arguments.add(new Many(group.weights(), weights.of(group.paths())));
            }
        }
        arguments.addAll(moments());
        return arguments;
    }

    private List<Argument> moments() {
        var arguments = new ArrayList<Argument>();
        for (var group : groups) {
            if (!group.isFrozen()) {
                arguments.add(new Many(group.means(), means.of(group.paths())));
                arguments.add(new Many(group.squares(), squares.of(group.paths())));
                arguments.add(new Many(group.counts(), counts.of(group.paths())));
            }
        }
        return arguments;
    }

    List<Path> save(Path folder, Map<String, String> metadata) throws IOException {
        var files = new ArrayList<>(saveWeights(folder, metadata));
        var moments = new ArrayList<Safetensors.Tensor>();
        moments.addAll(means.tensors(MEAN));
        moments.addAll(squares.tensors(SQUARE));
        moments.addAll(counts.tensors(COUNT));
        files.addAll(Shards.write(folder, OPTIMIZER, metadata, moments));
        return files;
    }

    List<Path> saveWeights(Path folder, Map<String, String> metadata) throws IOException {
        return Shards.write(folder, WEIGHTS, metadata, weights.tensors(""));
    }

    /** Takes all from a checkpoint and gives its metadata. */
    Map<String, String> restore(Path folder) throws IOException {
        weights.load(files(folder, WEIGHTS), Loading.exact());
        var optimizer = files(folder, OPTIMIZER);
        means.load(optimizer, new Loading(Map.of(MEAN, ""), List.of(SQUARE, COUNT), List.of("")));
        squares.load(optimizer, new Loading(Map.of(SQUARE, ""), List.of(MEAN, COUNT), List.of("")));
        counts.load(optimizer, new Loading(Map.of(COUNT, ""), List.of(MEAN, SQUARE), List.of("")));
        try (var shards = Shards.open(optimizer)) {
            return shards.metadata();
        }
    }

    private static List<Path> files(Path folder, String stem) throws IOException {
        try (var files = Files.newDirectoryStream(folder, stem + "-*.safetensors")) {
            var found = new ArrayList<Path>();
            files.forEach(found::add);
            if (found.isEmpty()) {
                throw new IllegalArgumentException(
                        "a checkpoint needs %s-<k>.safetensors, %s has none".formatted(stem, folder));
            }
            return found.stream().sorted().toList();
        }
    }
}
