package io.scanloop.learning.method;

import io.scanloop.learning.graph.Graph;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that the trainer needs for one phase of one method. It knows nothing of masks, contrasts, pixels.
 *
 * @param name letters, digits and -, e.g. {@code amae-pretraining}
 * @param program builds the network and its loss into an empty graph
 * @param teacher parameters that follow others, if any do
 * @param inputs scalars that follow a schedule, such as a temperature: the program's FLOAT32 inputs of these names and of
 *     no axes are given their values at every iteration, and these are logged
 */
public record Objective(
        String name,
        Function<Graph, Terms> program,
        OptimizerPlan optimizer,
        @Nullable Teacher teacher,
        Map<String, Schedule> inputs) {

    /** Copies. */
    public Objective {
        inputs = Map.copyOf(inputs);
    }

    /** Without a teacher. */
    public Objective(String name, Function<Graph, Terms> program, OptimizerPlan optimizer) {
        this(name, program, optimizer, null);
    }

    /** Without scalars that follow a schedule. */
    public Objective(String name, Function<Graph, Terms> program, OptimizerPlan optimizer, @Nullable Teacher teacher) {
        this(name, program, optimizer, teacher, Map.of());
    }

    /** The scalars that follow a schedule, by name. */
    public Map<String, Double> scheduled(long iteration, long total) {
        return inputs.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, input -> input.getValue().at(iteration, total)));
    }

    /** The same under another name, with another program and optimiser. */
    public Objective with(String otherName, Function<Graph, Terms> otherProgram, OptimizerPlan otherOptimizer) {
        return new Objective(otherName, otherProgram, otherOptimizer, teacher, inputs);
    }

    /** The same with a teacher, or another one, and a program that has its parameters. */
    public Objective with(Teacher other, Function<Graph, Terms> otherProgram) {
        return new Objective(name, otherProgram, optimizer, other, inputs);
    }
}
