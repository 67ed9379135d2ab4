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

/** What a training would lose on batches that it does not learn from. */
public final class HeldOut {
    private static final String LOSS = "loss";

    private HeldOut() {}

    /**
     * Looks at batches with the weights as they are.
     *
     * @param weights of a checkpoint of the objective
     * @param batches at least one
     * @return {@code loss} (weighted sum), {@code loss/<term>} (unweighted), what objective and batches log: means over the
     *     batches
     * @throws IllegalArgumentException when the weights are of another objective
     */
    public static SortedMap<String, Double> figures(Objective objective, List<Path> weights, List<Batch> batches)
            throws IOException {
        var means = new TreeMap<String, Double>();
        try (var program = StillProgram.of(objective, weights, HeldOut::outputs).orElseThrow()) {
            for (var batch : batches) {
                program.run(batch)
                        .forEach((name, value) ->
                                means.merge(name, value.asFloats()[0] / (double) batches.size(), Double::sum));
                batch.logged().forEach((name, value) -> means.merge(name, value / batches.size(), Double::sum));
            }
        }
        return means;
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
}
