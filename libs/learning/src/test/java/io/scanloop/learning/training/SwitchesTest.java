package io.scanloop.learning.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Precision;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.RateRule;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Teacher;
import io.scanloop.learning.method.Term;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.program.Switches;
import io.scanloop.learning.program.Switches.Checkpointing;
import io.scanloop.learning.random.CounterRandom;
import io.scanloop.learning.weights.Shards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchesTest {
    private static final int WIDTH = 8;
    private static final int ITERATIONS = 4;
    private static final Switches CHECKPOINTED = Switches.PLAIN.with(Checkpointing.SEGMENTS);

    @TempDir
    private Path folder;

    /** What a training has done: losses, and the state at its end. */
    private record Done(List<Map<String, Double>> logged, Map<String, float[]> state) {}

    @Test
    void checkpointsChangeNeitherDrawsNorGradients() throws IOException {
        var plain = train(branched(4), Switches.PLAIN, 4);
        var checkpointed = train(branched(4), CHECKPOINTED, 4);

        assertThat(checkpointed.logged()).hasSameSizeAs(plain.logged());
        for (int i = 0; i < ITERATIONS; i++) {
            for (var name : List.of("loss", "grad_norm", "inner")) {
                double expected = plain.logged().get(i).get(name);
                assertThat(checkpointed.logged().get(i).get(name))
                        .as(name)
                        .isCloseTo(expected, within(1e-6 * Math.max(1, expected)));
            }
        }
        assertNear(checkpointed.state(), plain.state(), 1e-6);
    }

    @Test
    void segmentsDrawAnewAtEachIteration() throws IOException {
        var plan = OptimizerPlan.adamW(Schedule.constant(0), 0, 0);
        var objective = new Objective("branched", graph -> branched(graph, 4), plan);

        var logged = train(objective, CHECKPOINTED, 4).logged();

        assertThat(logged.get(1).get("loss")).isNotEqualTo(logged.get(0).get("loss"));
    }

    @Test
    void checkpointsAndLowPrecisionGoTogether() throws IOException {
        var low = Switches.PLAIN.with(Precision.BFLOAT16);
        var plain = train(branched(4), low, 4);
        var checkpointed = train(branched(4), low.with(Checkpointing.SEGMENTS), 4);
        var full = train(branched(4), Switches.PLAIN, 4);

        for (int i = 0; i < ITERATIONS; i++) {
            double expected = full.logged().get(i).get("loss");
            assertThat(plain.logged().get(i).get("loss")).isCloseTo(expected, within(0.02 * expected));
            assertThat(checkpointed.logged().get(i).get("loss")).isCloseTo(expected, within(0.02 * expected));
        }
    }

    @Test
    void aTextWithoutSegmentsIsTheSameWithCheckpointsOrNot() {
        var objective = new Objective("even", graph -> even(graph, 4), plan());

        assertThat(Trainer.explain(objective, Switches.PLAIN)).doesNotContain("segment");
        assertThat(Trainer.explain(branched(4), Switches.PLAIN)).doesNotContain("def segment");
        assertThat(Trainer.explain(branched(4), CHECKPOINTED)).contains("def segment_0(", "def segment_1(");
    }

    @Test
    void microBatchesAreOneBigBatch() throws IOException {
        var big = train(new Objective("even", graph -> even(graph, 12), plan()), Switches.PLAIN, 12);
        var small =
                train(new Objective("even", graph -> even(graph, 4), plan()), Switches.PLAIN.withMicroBatches(3), 4);

        for (int i = 0; i < ITERATIONS; i++) {
            for (var name : List.of("loss", "loss/fit", "grad_norm", "rate", "share")) {
                assertThat(small.logged().get(i).get(name))
                        .as(name)
                        .isCloseTo(big.logged().get(i).get(name), within(1e-6));
            }
        }
        assertNear(small.state(), big.state(), 1e-6);
    }

    @Test
    void aMicroBatchWithoutFiniteNumbersSpoilsItsIterationOnly() throws IOException {
        var objective = new Objective("even", graph -> even(graph, 4), plan());
        var broken = new float[4 * WIDTH];
        broken[3] = Float.NaN;
        try (var trainer = Trainer.create(objective, 1, 9, Switches.PLAIN.withMicroBatches(2))) {
            var good = batches(0, 8, 4);
            trainer.iterate(good);
            var before = state(trainer);

            var bad = new Batch(Map.of("samples", HostTensor.of(broken, 4, WIDTH)), Map.of());
            assertThat(trainer.iterate(List.of(good.get(0), bad))).containsEntry("skipped", 1.0);
            assertNear(state(trainer), before, 0);
            assertThat(trainer.iterate(good)).containsEntry("skipped", 0.0);
        }
    }

    @Test
    void refusesAnotherNumberOfBatches() {
        var objective = new Objective("even", graph -> even(graph, 4), plan());
        try (var trainer = Trainer.create(objective, 1, 9, Switches.PLAIN.withMicroBatches(2))) {
            assertThatThrownBy(() -> trainer.iterate(batches(0, 12, 4)))
                    .hasMessageContaining("takes 2 micro-batches, got 3");
        }
    }

    @Test
    void aTeacherBeginsAsACopyAndFollows() throws IOException {
        var momentum = Schedule.ramp(0.5, 0.9, 0, 1);
        var objective =
                new Objective("taught", SwitchesTest::taught, plan(), new Teacher("student.", "teacher.", momentum));
        try (var trainer = Trainer.create(objective, 1, ITERATIONS)) {
            var before = state(trainer);
            assertThat(before.get("teacher.w")).containsExactly(before.get("student.w"));

            float[] expected = before.get("teacher.w");
            for (int i = 0; i < ITERATIONS; i++) {
                var logged = trainer.iterate(batches(i, 4, 4).get(0));
                var now = state(trainer);
                float[] student = now.get("student.w");
                double m = momentum.at(i, ITERATIONS);
                assertThat(logged.get("momentum")).isEqualTo(m);
                assertThat(logged.get("cosine/teacher")).isCloseTo(cosine(student, now.get("teacher.w")), within(1e-6));
                for (int at = 0; at < expected.length; at++) {
                    expected[at] = (float) (m * expected[at] + (1 - m) * student[at]);
                }
            }

            float[] teacher = state(trainer).get("teacher.w");
            assertThat(teacher).isNotEqualTo(before.get("student.w"));
            for (int at = 0; at < expected.length; at++) {
                assertThat(teacher[at]).isCloseTo(expected[at], within(1e-6f));
            }
        }
    }

    @Test
    void aTeacherFollowsMicroBatchesToo() throws IOException {
        var teacher = new Teacher("student.", "teacher.", Schedule.constant(0));
        var objective = new Objective("taught", SwitchesTest::taught, plan(), teacher);
        try (var trainer = Trainer.create(objective, 1, ITERATIONS, Switches.PLAIN.withMicroBatches(2))) {
            var before = state(trainer);
            var logged = trainer.iterate(batches(0, 8, 4));
            var after = state(trainer);

            assertThat(logged.get("cosine/teacher")).isCloseTo(1, within(1e-6));
            assertThat(logged.get("momentum")).isZero();
            assertThat(logged.get("grad_norm")).isPositive();
            assertThat(after.get("student.w")).isNotEqualTo(before.get("student.w"));
            assertThat(after.get("teacher.w")).containsExactly(after.get("student.w"));
        }
    }

    private static double cosine(float[] one, float[] other) {
        double dot = 0;
        double squares = 0;
        double others = 0;
        for (int i = 0; i < one.length; i++) {
            dot += (double) one[i] * other[i];
            squares += (double) one[i] * one[i];
            others += (double) other[i] * other[i];
        }
        return dot / Math.sqrt(squares * others);
    }

    @Test
    void namesATeacherWithoutAStudent() {
        var teacher = new Teacher("nobody.", "teacher.", Schedule.constant(0.9));
        var objective = new Objective("taught", SwitchesTest::taught, plan(), teacher);

        assertThatThrownBy(() -> Trainer.create(objective, 1, 1)).hasMessageContaining("needs nobody.w");
    }

    private static OptimizerPlan plan() {
        return new OptimizerPlan(
                Schedule.constant(1e-3),
                0.05,
                0.9,
                0.999,
                1e-4,
                1,
                List.of(new RateRule("frozen", 0), new RateRule("late", 0.5)));
    }

    /** A mean over samples, without chance. */
    private static Terms even(Graph graph, long batch) {
        Tensor samples = graph.input("samples", Type.FLOAT32, batch, WIDTH);
        Tensor y = linear(graph, "first", samples).gelu();
        Tensor loss = linear(graph, "late", y).minus(samples).square().mean();
        return new Terms(
                List.of(new Term("fit", loss, 2)),
                Map.of("share", samples.clamp(0, 1).mean()));
    }

    private static Objective branched(long batch) {
        return new Objective("branched", graph -> branched(graph, batch), plan());
    }

    /**
     * Segments with chance, a skip over a segment, a parameter that two segments and what lies between them share, one that
     * is frozen, a segment with two results of which one is only logged, and a term made in a segment.
     */
    private static Terms branched(Graph graph, long batch) {
        Tensor samples = graph.input("samples", Type.FLOAT32, batch, WIDTH);
        Tensor frozen = graph.parameters().get("frozen", Initializer.ones(), WIDTH);
        Tensor x = linear(graph, "first", samples);
        var logged = new ArrayList<Tensor>();
        Tensor a = graph.segment(() -> {
            Tensor inner = linear(graph, "shared", x).gelu().dropout(0.2);
            logged.add(inner.abs().mean());
            return graph.segment(() -> linear(graph, "second", inner).times(frozen));
        });
        Tensor between = linear(graph, "shared", a.plus(x)).tanh();
        Tensor b = graph.segment(
                () -> linear(graph, "shared", between).plus(x).dropout(0.1).gelu());
        Tensor term = graph.segment(() -> b.minus(a).square().mean());
        Tensor fit = linear(graph, "late", b.plus(between).dropout(0.1))
                .minus(samples)
                .square()
                .mean();
        return new Terms(List.of(new Term("fit", fit, 1), new Term("near", term, 0.5)), Map.of("inner", logged.get(0)));
    }

    /** A student that is to give what its teacher gives, and the samples. */
    private static Terms taught(Graph graph) {
        Tensor samples = graph.input("samples", Type.FLOAT32, 4, WIDTH);
        Tensor student = samples.linear(
                graph.parameters().in("student").get("w", Initializer.xavierUniform(), WIDTH, WIDTH), null);
        Tensor teacher =
                samples.linear(graph.parameters().in("teacher").get("w", Initializer.zeros(), WIDTH, WIDTH), null);
        Tensor late = linear(graph, "late", student);
        return new Terms(
                List.of(
                        new Term(
                                "teacher",
                                student.minus(teacher.detach()).square().mean(),
                                1),
                        new Term("fit", late.minus(samples).square().mean(), 1)),
                Map.of());
    }

    private static Tensor linear(Graph graph, String name, Tensor x) {
        var scope = graph.parameters().in(name);
        return x.linear(
                scope.get("weight", Initializer.xavierUniform(), WIDTH, WIDTH),
                scope.get("bias", Initializer.zeros(), WIDTH));
    }

    private Done train(Objective objective, Switches switches, int batch) throws IOException {
        var logged = new ArrayList<Map<String, Double>>();
        try (var trainer = Trainer.create(objective, 1, ITERATIONS, switches)) {
            for (int i = 0; i < ITERATIONS; i++) {
                logged.add(trainer.iterate(batches(i, batch * switches.microBatches(), batch)));
            }
            return new Done(logged, state(trainer));
        }
    }

    /** The samples of an iteration in batches of a size. */
    private static List<Batch> batches(int iteration, int samples, int size) {
        var random = CounterRandom.of(3, "samples", iteration);
        var batches = new ArrayList<Batch>();
        for (int n = 0; n < samples / size; n++) {
            var numbers = new float[size * WIDTH];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) random.nextGaussian();
            }
            batches.add(new Batch(Map.of("samples", HostTensor.of(numbers, size, WIDTH)), Map.of()));
        }
        return batches;
    }

    private Map<String, float[]> state(Trainer trainer) throws IOException {
        var state = new LinkedHashMap<String, float[]>();
        for (var stem : List.of("weights", "optimizer")) {
            var files = trainer.save(Files.createTempDirectory(folder, "state")).stream()
                    .filter(file -> file.getFileName().toString().startsWith(stem))
                    .toList();
            try (var shards = Shards.open(files)) {
                for (var name : shards.tensors().keySet()) {
                    var values = shards.bytes(name).asFloatBuffer();
                    var copy = new float[values.remaining()];
                    values.get(copy);
                    state.put(name, copy);
                }
            }
        }
        return state;
    }

    private static void assertNear(Map<String, float[]> actual, Map<String, float[]> expected, double tolerance) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, numbers) -> {
            float[] others = actual.get(name);
            for (int i = 0; i < numbers.length; i++) {
                assertThat((double) others[i]).as("%s at %d", name, i).isCloseTo(numbers[i], within(tolerance));
            }
        });
    }
}
