package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;

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
