package io.scanloop.learning.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Term;
import io.scanloop.learning.method.Terms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutTest {
    private static final Objective OBJECTIVE = new Objective(
            "halving",
            HeldOutTest::halved,
            OptimizerPlan.adamW(Schedule.constant(0.1), 0, 0),
            null,
            Map.of("hardness", Schedule.consistency(3, 1)));

    @TempDir
    Path folder;

    /** Multiplies by a number, which begins at 0.5: of x it misses x / 2. */
    private static Terms halved(Graph graph) {
        Tensor images = graph.input("images", Type.FLOAT32, 2);
        Tensor hardness = graph.input("hardness", Type.FLOAT32);
        Tensor factor = graph.parameters().get("factor", Initializer.constant(0.5), 1);
        Tensor apart = images.times(factor).minus(images).square().mean();
        return new Terms(
                List.of(new Term("apart", apart, 2), new Term("hard", apart.times(hardness), 1)),
                Map.of("factor", factor.detach().sum()));
    }

    private static Batch batch(float one, float other) {
        return new Batch(Map.of("images", HostTensor.of(new float[] {one, other}, 2)), Map.of("seen", (double) one));
    }

    @Test
    void areMeansOverBatchesAtTheEndOfSchedulesAndMoveNothing() throws IOException {
        List<Path> weights;
        try (var trainer = Trainer.create(OBJECTIVE, 1, 10)) {
            weights = trainer.save(Files.createDirectories(folder)).stream()
                    .filter(file -> file.getFileName().toString().startsWith("weights"))
                    .toList();
        }

        SortedMap<String, Double> figures;
        try (var heldOut = HeldOut.of(OBJECTIVE, weights)) {
            heldOut.look(batch(2, 2));
            heldOut.look(batch(4, 4));
            figures = heldOut.figures();
        }

        // (2 / 2)^2 = 1 and (4 / 2)^2 = 4
        assertThat(figures.get("loss/apart")).isCloseTo(2.5, within(1e-6));
        assertThat(figures.get("loss/hard")).isCloseTo(3 * 2.5, within(1e-6));
        assertThat(figures.get("loss")).isCloseTo(2 * 2.5 + 3 * 2.5, within(1e-6));
        assertThat(figures)
                .containsEntry("factor", 0.5)
                .containsEntry("seen", 3.0)
                .hasSize(5);
    }
}
