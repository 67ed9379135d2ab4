package io.scanloop.learning.method;

import io.scanloop.learning.graph.Graph;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that the trainer needs for one phase of one method. It knows nothing of masks, contrasts, pixels.
 *
 * @param name letters, digits and -, e.g. {@code amae-pretraining}
 * @param program builds the network and its loss into an empty graph
 * @param teacher parameters that follow others, if any do
 */
public record Objective(
        String name,
        Function<Graph, Terms> program,
        OptimizerPlan optimizer,
        @Nullable Teacher teacher) {
    /** Without a teacher. */
    public Objective(String name, Function<Graph, Terms> program, OptimizerPlan optimizer) {
        this(name, program, optimizer, null);
    }

    /** The same under another name, with another program and optimiser. */
    public Objective with(String otherName, Function<Graph, Terms> otherProgram, OptimizerPlan otherOptimizer) {
        return new Objective(otherName, otherProgram, otherOptimizer, teacher);
    }

    /** The same with a teacher, or another one, and a program that has its parameters. */
    public Objective with(Teacher other, Function<Graph, Terms> otherProgram) {
        return new Objective(name, otherProgram, optimizer, other);
    }
}
