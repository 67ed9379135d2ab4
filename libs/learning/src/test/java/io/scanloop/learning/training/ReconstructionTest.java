package io.scanloop.learning.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Picture;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Term;
import io.scanloop.learning.method.Terms;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconstructionTest {
    private static final int X = 4;
    private static final int Y = 3;
    private static final int Z = 2;

    @TempDir
    Path folder;

    /** A network that multiplies by a number, which begins at 0.5, and sees nothing of the first row of X. */
    private static Terms halved(Graph graph) {
        Tensor images = graph.input("images", Type.FLOAT32, 1, 2, X, Y, Z);
        Tensor factor = graph.parameters().get("factor", Initializer.constant(0.5), 1);
        Tensor rebuilt = images.times(factor);
        var sees = graph.constant("sees", new float[] {0, 1, 1, 1}, 1, 1, X, 1, 1);
        return new Terms(
                List.of(new Term("apart", rebuilt.minus(images).square().mean(), 1)),
                Map.of(),
                new Picture(images, images.times(sees), rebuilt));
    }

    private static Objective objective(Function<Graph, Terms> program) {
        return new Objective("halving", program, OptimizerPlan.adamW(Schedule.constant(1e-3), 0, 0));
    }

    private List<Path> untrained(Objective objective) throws IOException {
        try (var trainer = Trainer.create(objective, 1, 10)) {
            return trainer.save(Files.createDirectories(folder)).stream()
                    .filter(file -> file.getFileName().toString().startsWith("weights"))
                    .toList();
        }
    }

    private static int grey(BufferedImage image, int panel, int row, int x, int y) {
        return image.getRaster()
                .getSample(panel * (2 * X + 2) + 2 * (X - 1 - x), row * (2 * Y + 2) + 2 * (Y - 1 - y), 0);
    }

    @Test
    void showsTargetWhatIsSeenAndWhatIsRebuiltSideBySide() throws IOException {
        var numbers = new float[2 * X * Y * Z];
        // the middle of two planes is the second: channel 0 has 1 at (0, 2), channel 1 has 4 at (3, 0)
        numbers[(0 * Y + 2) * Z + 1] = 1;
        numbers[X * Y * Z + (3 * Y) * Z + 1] = 4;
        var batch = new Batch(Map.of("images", HostTensor.of(numbers, 1, 2, X, Y, Z)), Map.of());
        var objective = objective(ReconstructionTest::halved);

        var image = Reconstruction.of(objective, untrained(objective), batch)
                .orElseThrow()
                .image();

        assertThat(image.getWidth()).isEqualTo(3 * (2 * X + 2) - 2);
        assertThat(image.getHeight()).isEqualTo(2 * (2 * Y + 2) - 2);
        assertThat(new int[] {grey(image, 0, 0, 0, 2), grey(image, 1, 0, 0, 2), grey(image, 2, 0, 0, 2)})
                .containsExactly(255, 0, 128);
        assertThat(new int[] {grey(image, 0, 1, 3, 0), grey(image, 1, 1, 3, 0), grey(image, 2, 1, 3, 0)})
                .containsExactly(255, 255, 128);
        assertThat(grey(image, 0, 0, 1, 1)).isZero();
    }

    @Test
    void isNothingWhereNothingIsRebuilt() throws IOException {
        var objective = objective(
                graph -> Terms.of("apart", halved(graph).terms().get(0).value()));
        var batch = new Batch(Map.of("images", HostTensor.of(new float[2 * X * Y * Z], 1, 2, X, Y, Z)), Map.of());

        assertThat(Reconstruction.of(objective, untrained(objective), batch)).isEmpty();
    }
}
