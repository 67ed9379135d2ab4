package io.scanloop.learning.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.loss.CrossEntropy;
import io.scanloop.learning.loss.SoftDice;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Term;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.program.CompiledModule;
import io.scanloop.learning.program.Switches;
import io.scanloop.learning.random.CounterRandom;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A trainer that goes on from a checkpoint does the very same as one that never stopped, at whatever iteration: the engine's
 * first pass of a program must round as all later ones do.
 */
class ResumeTest {
    private static final int ITERATIONS = 10;
    private static final int EDGE = 6;
    private static final int VOXELS = EDGE * EDGE * EDGE;

    @TempDir
    private Path folder;

    @Test
    void everyIterationIsTheSameBitForBitAfterACheckpoint() throws IOException {
        try (var straight = Trainer.create(segmentation(), 3, ITERATIONS, Switches.PLAIN, CompiledModule::compile)) {
            for (int iteration = 0; iteration < ITERATIONS; iteration++) {
                straight.save(Files.createDirectory(folder.resolve("before-" + iteration)));
                straight.iterate(batch(iteration));
            }
        }

        for (int iteration = 1; iteration < ITERATIONS - 1; iteration++) {
            var resumed = Files.createDirectory(folder.resolve("resumed-" + iteration));
            try (var trainer = Trainer.create(segmentation(), 3, ITERATIONS, Switches.PLAIN, CompiledModule::compile)) {
                trainer.restore(folder.resolve("before-" + iteration));
                trainer.iterate(batch(iteration));
                trainer.save(resumed);
            }
            for (var file : List.of("weights-0.safetensors", "optimizer-0.safetensors")) {
                assertThat(resumed.resolve(file))
                        .as("iteration %d, %s", iteration, file)
                        .hasSameBinaryContentAs(
                                folder.resolve("before-" + (iteration + 1)).resolve(file));
            }
        }
    }

    @Test
    void goesOnBitForBitWhereACheckpointWasWritten() throws IOException {
        var checkpoint = Files.createDirectory(folder.resolve("checkpoint"));
        byte[] straight;
        try (var trainer = Trainer.create(Mixer.objective(), 3, 6)) {
            for (int i = 0; i < 6; i++) {
                trainer.iterate(Mixer.samples(i));
                if (i == 2) {
                    trainer.save(checkpoint);
                }
            }
            straight = bytes(trainer);
        }

        byte[] resumed;
        try (var trainer = Trainer.create(Mixer.objective(), 3, 6, Switches.PLAIN, CompiledModule::compile)) {
            trainer.restore(checkpoint);
            assertThat(trainer.iteration()).isEqualTo(3);
            for (int i = 3; i < 6; i++) {
                trainer.iterate(Mixer.samples(i));
            }
            resumed = bytes(trainer);
        }

        assertThat(resumed).isEqualTo(straight);
    }

    @Test
    void doesNotTakeACheckpointOfAnotherRun() throws IOException {
        try (var one = Trainer.create(Mixer.objective(), 3, 6);
                var other = Trainer.create(Mixer.objective(), 4, 6)) {
            one.save(folder);

            assertThatThrownBy(() -> other.restore(folder)).hasMessageContainingAll("seed=3", "seed 4");
        }
    }

    @Test
    void doesNotGoOnWithAnotherProgramsWeightsThoughTheyFitByName() throws IOException {
        Objective mixer = Mixer.objective();
        var doubled = mixer.with(
                mixer.name(),
                graph -> Terms.of(
                        "fit",
                        mixer.program().apply(graph).terms().get(0).value().times(2)),
                mixer.optimizer());
        try (var one = Trainer.create(mixer, 3, 6);
                var other = Trainer.create(doubled, 3, 6)) {
            one.save(folder);

            assertThatThrownBy(() -> other.restore(folder)).hasMessageContainingAll("another program", "train anew");
        }
    }

    private byte[] bytes(Trainer trainer) throws IOException {
        var all = new ByteArrayOutputStream();
        for (var file : trainer.save(Files.createTempDirectory(folder, "state"))) {
            all.write(Files.readAllBytes(file));
        }
        return all.toByteArray();
    }

    /** The quotients of Dice are where the engine's own derivatives and those of its optimiser part. */
    private static Objective segmentation() {
        return new Objective(
                "segmentation",
                graph -> {
                    var images = graph.input("images", Type.FLOAT32, 1, 2, EDGE, EDGE, EDGE);
                    var labels = graph.input("labels", Type.INT64, 1, EDGE, EDGE, EDGE);
                    var scope = graph.parameters();
                    var hidden = images.conv3d(
                                    scope.get("first", Initializer.xavierUniform(), 8, 2, 3, 3, 3), null, 1, 1, 1)
                            .instanceNorm(1e-5)
                            .leakyRelu(0.01);
                    var logits = hidden.conv3d(
                            scope.get("second", Initializer.xavierUniform(), 3, 8, 3, 3, 3), null, 1, 1, 1);
                    return new Terms(
                            List.of(
                                    new Term(
                                            "dice",
                                            SoftDice.MONAI.withoutBackground().loss(logits.softmax(1), labels),
                                            1),
                                    new Term("cross_entropy", CrossEntropy.loss(logits, labels), 0.3)),
                            Map.of());
                },
                OptimizerPlan.adamW(Schedule.warmUpCosine(4e-3, 0.05, 0), 0.05, 1));
    }

    private static Batch batch(int iteration) {
        var chance = CounterRandom.of(9, "batch", iteration);
        var images = new float[2 * VOXELS];
        var labels = new long[VOXELS];
        for (int voxel = 0; voxel < images.length; voxel++) {
            images[voxel] = (float) chance.nextGaussian();
        }
        for (int voxel = 0; voxel < VOXELS; voxel++) {
            labels[voxel] = chance.nextInt(3);
        }
        return new Batch(
                Map.of(
                        "images", HostTensor.of(images, 1, 2, EDGE, EDGE, EDGE),
                        "labels", HostTensor.of(labels, 1, EDGE, EDGE, EDGE)),
                Map.of());
    }
}
