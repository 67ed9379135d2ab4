package io.scanloop.learning.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.RateRule;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Term;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.method.WeightAverage;
import io.scanloop.learning.program.Switches;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.Shards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    @TempDir
    private Path folder;

    @Test
    void movesWeightsAsAdamWDoes() throws IOException {
        var plan = new OptimizerPlan(Schedule.warmUpCosine(0.1, 0.5, 0), 0.05, 0.9, 0.98, 1e-6, 0, List.of());
        double[] gradient = {0.5, -3};
        double[] weight = {1, 1};
        double[] mean = new double[2];
        double[] square = new double[2];
        for (int t = 1; t <= 3; t++) {
            double rate = plan.rate().at(t - 1, 4);
            for (int i = 0; i < 2; i++) {
                mean[i] = 0.9 * mean[i] + 0.1 * gradient[i] * weight[i];
                square[i] = 0.98 * square[i] + 0.02 * Math.pow(gradient[i] * weight[i], 2);
                double root = Math.sqrt(square[i] / (1 - Math.pow(0.98, t))) + 1e-6;
                weight[i] = weight[i] * (1 - rate * 0.05) - rate * mean[i] / (1 - Math.pow(0.9, t)) / root;
            }
        }

        float[] trained;
        try (var trainer = Trainer.create(new Objective("parabola", TrainerTest::parabola, plan), 1, 4)) {
            for (int t = 0; t < 3; t++) {
                trainer.iterate(batch(0.5f, -3));
            }
            trained = weights(trainer, "w");
        }

        assertThat((double) trained[0]).isCloseTo(weight[0], within(1e-6));
        assertThat((double) trained[1]).isCloseTo(weight[1], within(1e-6));
    }

    @Test
    void clipsByTheGlobalNorm() throws IOException {
        try (var trainer = Trainer.create(new Objective("parabola", TrainerTest::parabola, plan(1e-3, 2)), 1, 4)) {
            var logged = trainer.iterate(batch(3, 4));

            assertThat(logged.get("grad_norm")).isCloseTo(5, within(1e-6));
            // after one step the mean of gradients is a tenth of the clipped gradient
            var means = numbers(trainer, "optimizer", "mean.w");
            assertThat((double) means[0]).isCloseTo(0.1 * 3 * 2 / 5, within(1e-6));
            assertThat((double) means[1]).isCloseTo(0.1 * 4 * 2 / 5, within(1e-6));
        }
    }

    @Test
    void leavesSmallGradientsAlone() throws IOException {
        try (var trainer = Trainer.create(new Objective("parabola", TrainerTest::parabola, plan(1e-3, 7)), 1, 4)) {
            trainer.iterate(batch(3, 4));

            assertThat(numbers(trainer, "optimizer", "mean.w")).containsExactly(0.3f, 0.4f);
        }
    }

    @Test
    void reportsTermsUnweightedAndTheLossWeighted() {
        var objective = new Objective(
                "two-terms",
                graph -> {
                    var w = graph.parameters().get("w", Initializer.constant(2), 3);
                    return new Terms(
                            List.of(new Term("square", w.square().sum(), 0.5), new Term("sum", w.sum(), -2)),
                            Map.of("largest", w.max(0)));
                },
                plan(0.25, 0));
        try (var trainer = Trainer.create(objective, 1, 4)) {
            var logged = trainer.iterate(new Batch(Map.of(), Map.of("hidden", 0.7)));

            assertThat(logged)
                    .containsEntry("loss", 0.5 * 12 - 2 * 6)
                    .containsEntry("loss/square", 12.0)
                    .containsEntry("loss/sum", 6.0)
                    .containsEntry("largest", 2.0)
                    .containsEntry("rate", 0.25)
                    .containsEntry("skipped", 0.0)
                    .containsEntry("hidden", 0.7);
        }
    }

    @Test
    void givesEachParameterTheRateOfItsRule() throws IOException {
        var plan = new OptimizerPlan(
                Schedule.constant(0.1),
                0,
                0.9,
                0.999,
                1e-8,
                0,
                List.of(new RateRule("encoder.frozen", 0), new RateRule("encoder", 0.5)));
        var objective = new Objective(
                "parts",
                graph -> {
                    var encoder = graph.parameters().in("encoder");
                    var parts = List.of(
                            encoder.get("frozen", Initializer.ones(), 1),
                            encoder.get("w", Initializer.ones(), 1),
                            graph.parameters().get("head", Initializer.ones(), 1));
                    return Terms.of("sum", Graph.concat(0, parts).sum());
                },
                plan);
        try (var trainer = Trainer.create(objective, 1, 4)) {
            trainer.iterate(new Batch(Map.of(), Map.of()));

            // the first step of Adam is as long as the rate
            assertThat(weights(trainer, "encoder.frozen")).containsExactly(1);
            assertThat((double) weights(trainer, "encoder.w")[0]).isCloseTo(0.95, within(1e-6));
            assertThat((double) weights(trainer, "head")[0]).isCloseTo(0.9, within(1e-6));
        }
    }

    @Test
    void skipsAnIterationWithoutFiniteNumbersAndStopsAtTheThird() throws IOException {
        try (var trainer = Trainer.create(new Objective("parabola", TrainerTest::parabola, plan(0.1, 1)), 1, 9)) {
            trainer.iterate(batch(1, 1));
            var before = weights(trainer, "w");

            assertThat(trainer.iterate(batch(Float.NaN, 1))).containsEntry("skipped", 1.0);
            assertThat(trainer.iterate(batch(1, Float.POSITIVE_INFINITY))).containsEntry("skipped", 1.0);
            assertThat(weights(trainer, "w")).containsExactly(before);
            assertThat(trainer.iterate(batch(1, 1))).containsEntry("skipped", 0.0);
            assertThat(weights(trainer, "w")).isNotEqualTo(before);

            trainer.iterate(batch(Float.NaN, 1));
            trainer.iterate(batch(Float.NaN, 1));
            assertThatThrownBy(() -> trainer.iterate(batch(Float.NaN, 1)))
                    .isInstanceOf(NotFiniteException.class)
                    .hasMessageContaining(
                            "parabola: no finite loss or gradient in 3 iterations in a row, the last is 6");
        }
    }

    @Test
    void namesAParameterWithoutAGradient() {
        var objective = new Objective(
                "forgetful",
                graph -> {
                    var scope = graph.parameters();
                    scope.get("idle", Initializer.ones(), 2);
                    var cut = scope.get("cut", Initializer.ones(), 2).detach();
                    return Terms.of(
                            "sum",
                            scope.get("w", Initializer.ones(), 2).times(cut).sum());
                },
                plan(0.1, 0));

        assertThatThrownBy(() -> Trainer.create(objective, 1, 1))
                .hasMessageContaining("no gradient by parameters [idle, cut]");
    }

    @Test
    void weightsAloneAreThoseOfACheckpoint() throws IOException {
        try (var trainer = Trainer.create(Mixer.objective(), 3, 6)) {
            trainer.iterate(Mixer.samples(0));
            var whole = trainer.save(Files.createDirectory(folder.resolve("whole")));
            var alone = trainer.saveWeights(Files.createDirectory(folder.resolve("alone")));

            assertThat(whole).hasSize(2);
            assertThat(alone)
                    .singleElement()
                    .satisfies(file -> assertThat(file)
                            .hasFileName("weights-0.safetensors")
                            .hasSameBinaryContentAs(whole.get(0)));
        }
    }

    @Test
    void loadsWhatTheRuleNames() throws IOException {
        List<Path> files;
        float[] encoder;
        try (var source = Trainer.create(Mixer.objective(), 3, 6)) {
            files = source.saveWeights(folder);
            encoder = weights(source, "encoder.weight");
        }
        try (var target = Trainer.create(Mixer.objective(), 4, 6)) {
            var loaded =
                    target.load(files, new Loading(Map.of("encoder", "encoder"), List.of("head"), List.of("encoder")));

            assertThat(weights(target, "encoder.weight")).containsExactly(encoder);
            assertThat(loaded.parameters()).isEqualTo(2);
            assertThat(loaded.fraction()).isCloseTo(72.0 / 88, within(1e-9));
        }
        var averaged = WeightAverage.beside(Mixer.objective(), Schedule.constant(0.9));
        try (var target = Trainer.create(averaged, 4, 6)) {
            var loaded = target.load(files, new Loading(Map.of("encoder", "encoder"), List.of("head"), List.of()));

            assertThat(loaded.fraction()).as("averages do not count").isCloseTo(72.0 / 88, within(1e-9));
        }
    }

    @Test
    void givesAndLogsScalarsThatFollowASchedule() throws IOException {
        var objective = new Objective(
                "scheduled",
                graph -> {
                    var slope = graph.input("slope", Type.FLOAT32);
                    var w = graph.parameters().get("w", Initializer.ones(), 2);
                    return Terms.of("sum", w.times(slope).sum());
                },
                plan(0, 0),
                null,
                Map.of("slope", Schedule.ramp(1, 3, 0, 0.5)));
        var nothing = new Batch(Map.of(), Map.of());
        try (var trainer = Trainer.create(objective, 1, 4)) {
            assertThat(trainer.iterate(nothing)).containsEntry("slope", 1.0).containsEntry("loss", 2.0);
            assertThat(trainer.iterate(nothing)).containsEntry("slope", 2.0).containsEntry("loss", 4.0);
            trainer.save(folder);
        }
        try (var trainer = Trainer.create(objective, 1, 4)) {
            trainer.restore(folder);
            assertThat(trainer.iterate(nothing)).containsEntry("slope", 3.0).containsEntry("loss", 6.0);

            var own = new Batch(Map.of("slope", HostTensor.of(new float[] {1})), Map.of());
            assertThatThrownBy(() -> trainer.iterate(own))
                    .hasMessageContaining("input slope of scheduled follows a schedule");
        }
    }

    @Test
    void keepsNoArrayOfAnIteration() {
        try (var trainer = Trainer.create(Mixer.objective(), 3, 6)) {
            int before = trainer.arrays();
            trainer.iterate(Mixer.samples(0));
            trainer.iterate(Mixer.samples(1));

            assertThat(trainer.arrays()).isEqualTo(before);
        }
    }

    @Test
    void aProgramIsNamedByWhatMovesWeightsNotByWhatIsLogged() {
        Objective plain = Mixer.objective();
        var talking = plain.with(
                plain.name(),
                graph -> {
                    var terms = plain.program().apply(graph);
                    var value = terms.terms().get(0).value();
                    return new Terms(terms.terms(), Map.of("square", value.square()));
                },
                plain.optimizer());
        var other = plain.with(
                plain.name(),
                graph -> {
                    var value = plain.program().apply(graph).terms().get(0).value();
                    return new Terms(List.of(new Term("fit", value.square(), 1)), Map.of());
                },
                plain.optimizer());

        assertThat(Trainer.program(talking)).isEqualTo(Trainer.program(plain)).isNotEqualTo(Trainer.program(other));
        assertThat(Trainer.explain(talking)).isEqualTo(Trainer.explain(plain));
        assertThat(Trainer.explain(talking, Switches.PLAIN)).isNotEqualTo(Trainer.explain(plain, Switches.PLAIN));
    }

    private static OptimizerPlan plan(double rate, double clipNorm) {
        return OptimizerPlan.adamW(Schedule.constant(rate), 0.05, clipNorm);
    }

    private static Terms parabola(Graph graph) {
        var factors = graph.input("factors", Type.FLOAT32, 2);
        var w = graph.parameters().get("w", Initializer.ones(), 2);
        return Terms.of("parabola", w.square().times(factors).sum().times(0.5));
    }

    private static Batch batch(float... factors) {
        return new Batch(Map.of("factors", HostTensor.of(factors, factors.length)), Map.of());
    }

    private float[] weights(Trainer trainer, String name) throws IOException {
        return numbers(trainer, "weights", name);
    }

    private float[] numbers(Trainer trainer, String stem, String name) throws IOException {
        var files = trainer.save(Files.createTempDirectory(folder, "state"));
        try (var shards = Shards.open(files.stream()
                .filter(file -> file.getFileName().toString().startsWith(stem))
                .toList())) {
            var values = shards.bytes(name).asFloatBuffer();
            var copy = new float[values.remaining()];
            values.get(copy);
            return copy;
        }
    }
}
