package io.scanloop.learning.training;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Terms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a training would lose on batches that it does not learn from: nothing moves, dropout does nothing, running statistics
 * norm where there are any, and scheduled inputs are those of the end of the phase.
 *
 * <p>Owns native memory until it is closed.
 */
public final class HeldOut implements AutoCloseable {
    private static final String LOSS = "loss";

    private final StillProgram program;
    private final SortedMap<String, Double> sums = new TreeMap<>();
    private int batches;

    private HeldOut(StillProgram program) {
        this.program = program;
    }

    /**
     * Of a checkpoint.
     *
     * @param weights of the objective
     * @throws IllegalArgumentException when the weights are of another objective
     */
    public static HeldOut of(Objective objective, List<Path> weights) throws IOException {
        return new HeldOut(
                StillProgram.of(objective, weights, HeldOut::outputs).orElseThrow()); // there is a loss at any rate
    }

    private static Map<String, Tensor> outputs(Terms terms) {
        var outputs = new HashMap<String, Tensor>(terms.logged());
        Tensor loss = null;
        for (var term : terms.terms()) {
            outputs.put(LOSS + "/" + term.name(), term.value());
            Tensor weighted = term.value().times(term.weight());
            loss = loss == null ? weighted : loss.plus(weighted);
        }
        outputs.put(LOSS, loss);
        return outputs;
    }

    /** Looks at a batch. */
    public void look(Batch batch) {
        program.run(batch).forEach((name, value) -> sums.merge(name, (double) value.asFloats()[0], Double::sum));
        batch.logged().forEach((name, value) -> sums.merge(name, value, Double::sum));
        batches++;
    }

    /**
     * Means over the batches that were looked at: {@code loss} (weighted sum), {@code loss/<term>} (unweighted), what
     * objective and batches log. None before the first batch.
     */
    public SortedMap<String, Double> figures() {
        var means = new TreeMap<>(sums);
        means.replaceAll((name, sum) -> sum / batches);
        return means;
    }

    @Override
    public void close() {
        program.close();
    }
}
