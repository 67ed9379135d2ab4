package io.scanloop.learning.training;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.weights.Loading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The program of an objective with the weights of a checkpoint, to be looked at: nothing moves, dropout does nothing,
 * running statistics norm where there are any, and scheduled inputs are those of the end of the phase.
 */
final class StillProgram implements AutoCloseable {
    private final Objective objective;
    private final Program program;

    private StillProgram(Objective objective, Program program) {
        this.objective = objective;
        this.program = program;
    }

    /**
     * Compiles it.
     *
     * @param weights of a checkpoint of the objective
     * @param outputs what is to be looked at, by name; none for nothing
     * @return empty when there is nothing to look at
     * @throws IllegalArgumentException when the weights are of another objective
     */
    static Optional<StillProgram> of(
            Objective objective, List<Path> weights, Function<Terms, Map<String, Tensor>> outputs) throws IOException {
        var graph = Graph.named("still");
        var looked = outputs.apply(objective.program().apply(graph));
        if (looked.isEmpty()) {
            return Optional.empty();
        }
        var program = Program.forward(graph, looked);
        try {
            // heads that the outputs do not come from, teachers and centres are in the checkpoint too
            program.load(weights, new Loading(itself(program.parameters().keySet()), List.of(""), List.of("")));
        } catch (IOException | RuntimeException e) {
            program.close();
            throw e;
        }
        return Optional.of(new StillProgram(objective, program));
    }

    private static Map<String, String> itself(Set<String> paths) {
        return paths.stream().collect(Collectors.toMap(path -> path, path -> path));
    }

    /** The outputs of a batch. */
    Map<String, HostTensor> run(Batch batch) {
        var inputs = new HashMap<>(batch.inputs());
        objective
                .inputs()
                .forEach((name, schedule) -> inputs.put(name, HostTensor.of(new float[] {(float) schedule.at(1, 1)})));
        return program.run(inputs);
    }

    @Override
    public void close() {
        program.close();
    }
}
