package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.training.HeldOut;
import io.scanloop.learning.training.Reconstruction;
import io.scanloop.learning.training.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint of a pre-training has more than its picture needs: other heads, a teacher, centres. */
class PictureTest {
    private static final Task TASK = new Task(List.of("T1", "T2"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");
    private static final int SIZE = 40;

    @TempDir
    private Path folder;

    static Stream<String> pretraining() {
        return Methods.names().stream().filter(name -> Methods.named(name).pretrains());
    }

    @ParameterizedTest
    @MethodSource("pretraining")
    void comesOutOfAWholeCheckpoint(String name) throws IOException {
        var method = Methods.named(name);
        var objective = method.pretraining(TASK);
        List<Path> weights;
        try (var trainer = Trainer.create(objective, 1, 10)) {
            weights = Trials.weights(trainer, folder);
        }

        var picture = Reconstruction.of(objective, weights, Trials.batch(method.pretrainingViews(TASK), SIZE, 0));

        var image = picture.orElseThrow().image();
        assertThat(image.getWidth()).isGreaterThan(2 * image.getHeight() / 3);
    }

    /** Swin UNETR is not among them: what it does not see is cut out of its images before. */
    @ParameterizedTest
    @ValueSource(strings = {"amae", "amae-zero-filled", "residual-unet", "smit"})
    void nothingOfWhatIsHiddenIsSeen(String name) {
        var method = Methods.named(name);
        var objective = method.pretraining(TASK);
        var batch = Trials.batch(method.pretrainingViews(TASK), SIZE, 0);
        var graph = Graph.named("picture");
        var picture = objective.program().apply(graph).picture();
        try (var program = Program.forward(
                graph, Map.of("target", picture.target(), "shown", picture.shown(), "rebuilt", picture.rebuilt()))) {
            program.initialize(1);
            var before = program.run(Trials.inputs(objective, batch));
            float[] target = before.get("target").asFloats();
            float[] shown = before.get("shown").asFloats();
            float[] images = batch.inputs().get("images").asFloats().clone();
            assertThat(images).as("what is to be rebuilt").containsExactly(target);
            int hidden = 0;
            for (int voxel = 0; voxel < images.length; voxel++) {
                if (shown[voxel] != target[voxel]) {
                    images[voxel] += 3;
                    hidden++;
                }
            }

            var changed = Trials.with(
                    batch,
                    "images",
                    HostTensor.of(images, batch.inputs().get("images").shape()));
            var after = program.run(Trials.inputs(objective, changed));

            assertThat(hidden).as("voxels hidden").isGreaterThan(images.length / 8);
            assertThat(after.get("target").asFloats()).isNotEqualTo(target);
            assertThat(after.get("rebuilt").asFloats())
                    .containsExactly(before.get("rebuilt").asFloats());
        }
    }

    @ParameterizedTest
    @MethodSource("pretraining")
    void whatItWouldLoseIsToldToo(String name) throws IOException {
        var method = Methods.named(name);
        var objective = method.pretraining(TASK);
        var batch = Trials.batch(method.pretrainingViews(TASK), SIZE, 0);
        List<Path> weights;
        Map<String, Double> trained;
        try (var trainer = Trainer.create(objective, 1, 10)) {
            weights = Trials.weights(trainer, folder);
            trained = trainer.iterate(batch);
        }

        Map<String, Double> figures;
        try (var heldOut = HeldOut.of(objective, weights)) {
            heldOut.look(batch);
            figures = heldOut.figures();
        }

        assertThat(figures).containsKey("loss");
        assertThat(figures.values()).allSatisfy(value -> assertThat(value).isFinite());
        assertThat(trained).containsKeys(figures.keySet().toArray(String[]::new));
    }
}
