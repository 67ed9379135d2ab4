package io.scanloop.learning.method;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.weights.Loading;
import java.util.List;
import java.util.Map;

/**
 * A moving average of all weights beside the weights themselves, as a teacher that teaches nothing: in a checkpoint, what is
 * named {@code average.<path>} is the average of {@code <path>}. Running statistics are means already, and taken as they
 * are.
 */
public final class WeightAverage {
    /** Before the paths of averages. */
    public static final String PREFIX = "average.";

    private WeightAverage() {}

    /**
     * The same training, with the average.
     *
     * @param momentum of the average, in [0, 1]
     * @throws IllegalArgumentException when it has a teacher already
     */
    public static Objective beside(Objective objective, Schedule momentum) {
        if (objective.teacher() != null) {
            throw new IllegalArgumentException(
                    "%s has a teacher: evaluate that in place of an average".formatted(objective.name()));
        }
        return objective.with(new Teacher("", PREFIX, momentum), graph -> {
            var terms = objective.program().apply(graph);
            follow(graph);
            return terms;
        });
    }

    /** Takes the weights themselves out of a checkpoint. */
    public static Loading weights() {
        return new Loading(Map.of("", ""), List.of(PREFIX), List.of());
    }

    /** Takes the averages out of a checkpoint, under the names of the weights. */
    public static Loading averages() {
        return new Loading(Map.of(PREFIX, ""), List.of(""), List.of());
    }

    /** Where the averages are. */
    static Parameters scope(Graph graph) {
        return graph.parameters().in(PREFIX.substring(0, PREFIX.length() - 1));
    }

    private static void follow(Graph graph) {
        var averages = scope(graph);
        for (var parameter : List.copyOf(graph.parameterMap().values())) {
            var value = parameter.value();
            if (parameter.role() == Graph.Role.BUFFER) {
                averages.buffer(value.name(), Initializer.zeros(), value.shape());
            } else {
                averages.frozen(value.name(), Initializer.zeros(), value.shape());
            }
        }
    }
}
