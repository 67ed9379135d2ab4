package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.network.PixelUnet;
import io.scanloop.learning.program.Switches;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.view.Case;
import io.scanloop.learning.view.Studies;
import io.scanloop.learning.weights.Shards;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pix2Rep, whose network has a decoder to hand on and running statistics, in each regime. Ten iterations. */
class RegimeTest {
    private static final Task ONE = new Task(List.of("T1"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");
    private static final String BODY = "backbone.";
    private static final int TOTAL = 10;

    private static final int CROP = 16;
    private static final Method METHOD = new Pix2Rep(task -> small());
    private static final Case STUDY = Studies.boxes("a", CROP, true, 1);
    private static List<Path> pretrained = List.of();

    @TempDir
    private Path folder;

    /** A network of two levels, and otherwise what is tiny. */
    private static Pix2RepPreset small() {
        var tiny = Pix2RepPreset.TINY;
        return new Pix2RepPreset(
                CROP,
                new PixelUnet(4, 2, 8),
                8,
                tiny.intensities(),
                tiny.move(),
                64,
                tiny.where(),
                tiny.loss(),
                tiny.temperature(),
                tiny.lambda(),
                4,
                tiny.pretrainingOptimizer(),
                tiny.dice(),
                tiny.crossEntropy(),
                4,
                tiny.finetuningOptimizer(),
                tiny.scratchOptimizer());
    }

    @BeforeAll
    static void pretrain(@TempDir Path first) throws IOException {
        try (var trainer = Trainer.create(METHOD.pretraining(ONE), 7, TOTAL)) {
            trainer.iterate(METHOD.pretrainingViews(ONE).draw(List.of(STUDY), 7, 0));
            pretrained = Trials.weights(trainer, first);
        }
    }

    private Trainer begun(Regime regime) throws IOException {
        var trainer = Trainer.create(regime.finetuning(METHOD, ONE), 1, TOTAL);
        var loading = regime.loading(METHOD, ONE);
        if (loading.isPresent()) {
            trainer.load(pretrained, loading.get());
        }
        return trainer;
    }

    private Batch batch(long iteration) {
        return METHOD.finetuningViews(ONE).draw(List.of(STUDY), 1, iteration);
    }

    private Map<String, float[]> weights(Trainer trainer) throws IOException {
        var files = Trials.weights(trainer, Files.createTempDirectory(folder, "saved"));
        return numbers(files);
    }

    private static Map<String, float[]> numbers(List<Path> files) throws IOException {
        var numbers = new TreeMap<String, float[]>();
        try (var shards = Shards.open(files)) {
            for (var name : shards.tensors().keySet()) {
                var buffer = shards.bytes(name).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
                var values = new float[buffer.remaining()];
                buffer.get(values);
                numbers.put(name, values);
            }
        }
        return numbers;
    }

    /** Paths whose numbers differ. */
    private static Set<String> moved(Map<String, float[]> before, Map<String, float[]> after) {
        assertThat(after.keySet()).isEqualTo(before.keySet());
        return before.keySet().stream()
                .filter(path -> !Arrays.equals(before.get(path), after.get(path)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isStatistic(String path) {
        return path.contains("running_");
    }

    private Set<String> movedInOneIteration(Regime regime) throws IOException {
        try (var trainer = begun(regime)) {
            var before = weights(trainer);
            trainer.iterate(batch(0));
            return moved(before, weights(trainer));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SCRATCH, false, false",
        "FULL, true, true",
        "ENCODER_ONLY, true, false",
        "WARM_UP, true, true",
        "SAWTOOTH, true, true",
        "LINEAR_PROBE, true, true",
        "RANDOM_PROBE, false, false"
    })
    void loadsWhatItSays(Regime regime, boolean isEncoderLoaded, boolean isDecoderLoaded) throws IOException {
        var source = numbers(pretrained);
        Map<String, float[]> fresh;
        Map<String, float[]> begun;
        try (var trainer = Trainer.create(METHOD.finetuning(ONE), 1, TOTAL)) {
            fresh = weights(trainer);
        }

        try (var trainer = begun(regime)) {
            begun = weights(trainer);
        }

        assertThat(begun).allSatisfy((path, numbers) -> {
            boolean isLoaded =
                    path.startsWith(BODY + "encoder.") ? isEncoderLoaded : path.startsWith(BODY) && isDecoderLoaded;
            assertThat(numbers).isEqualTo(isLoaded ? source.get(path) : fresh.get(path));
        });
        assertThat(regime.isPretrained()).isEqualTo(isEncoderLoaded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRATCH", "FULL", "ENCODER_ONLY"})
    void everythingMoves(Regime regime) throws IOException {
        assertThat(movedInOneIteration(regime))
                .isEqualTo(Trials.graph(METHOD.finetuning(ONE)).parameterMap().keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"LINEAR_PROBE", "RANDOM_PROBE"})
    void aProbeMovesItsHeadAndNothingElse(Regime regime) throws IOException {
        assertThat(movedInOneIteration(regime)).containsExactly("head.bias", "head.weight");
    }

    @ParameterizedTest
    @ValueSource(strings = {"WARM_UP", "SAWTOOTH"})
    void theBodyRestsForATenthAndThenMoves(Regime regime) throws IOException {
        try (var trainer = begun(regime)) {
            var first = weights(trainer);
            trainer.iterate(batch(0));
            var second = weights(trainer);
            trainer.iterate(batch(1));
            var third = weights(trainer);

            assertThat(moved(first, second))
                    .filteredOn(path -> !isStatistic(path))
                    .containsExactly("head.bias", "head.weight");
            assertThat(moved(second, third)).isEqualTo(first.keySet());
        }
    }

    /** A body that rests leaves no trace in the head's update: as if it were frozen for good. */
    @Test
    void whatRestsDoesNotCountInTheNorm() throws IOException {
        double resting;
        double learning;
        try (var trainer = begun(Regime.WARM_UP)) {
            resting = trainer.iterate(batch(0)).get("grad_norm");
            learning = trainer.iterate(batch(0)).get("grad_norm");
        }
        var frozen = METHOD.finetuning(ONE);
        frozen = frozen.with(frozen.name(), frozen.program(), frozen.optimizer().and(List.of(new RateRule(BODY, 0))));
        try (var trainer = Trainer.create(frozen, 1, TOTAL)) {
            trainer.load(pretrained, METHOD.export(ONE));

            assertThat(resting).isCloseTo(trainer.iterate(batch(0)).get("grad_norm"), within(1e-6));
        }
        assertThat(learning).isGreaterThan(resting);
    }

    @Test
    void theFirstUpdateAfterARestIsAFirstUpdateOfAdam() throws IOException {
        try (var trainer = begun(Regime.WARM_UP)) {
            trainer.iterate(batch(0));
            var before = weights(trainer);
            double rate = trainer.iterate(batch(1)).get("rate");
            var after = weights(trainer);

            // the first step of Adam is as long as the rate, wherever the gradient is large enough
            var path = BODY + "encoder.0.conv1.weight";
            var steps = IntStream.range(0, before.get(path).length)
                    .mapToDouble(i -> Math.abs(after.get(path)[i] - before.get(path)[i]))
                    .max();
            assertThat(steps.orElseThrow()).isCloseTo(rate, within(rate / 50));
        }
    }

    @Test
    void calibrationMovesRunningStatisticsTowardsTheBatchAndNothingElse() throws IOException {
        try (var trainer = Trainer.create(Regime.calibration(METHOD, ONE), 1, TOTAL)) {
            var before = weights(trainer);
            for (int i = 0; i < TOTAL; i++) {
                trainer.iterate(batch(0));
            }
            var after = weights(trainer);

            assertThat(moved(before, after))
                    .isEqualTo(before.keySet().stream()
                            .filter(RegimeTest::isStatistic)
                            .collect(Collectors.toSet()));
            trainer.iterate(batch(0));
            var further = weights(trainer);
            // of what is left to the batch's statistics, each iteration takes a tenth
            var path = BODY + "encoder.0.norm1.running_var";
            double left = after.get(path)[0] - before.get(path)[0];
            double step = further.get(path)[0] - after.get(path)[0];
            double whole = left / (1 - Math.pow(0.9, TOTAL));
            assertThat(step).isCloseTo(0.1 * (whole - left), within(1e-3 * Math.abs(whole)));
        }
    }

    @Test
    void regimesAreFoundByIdAndAnUnknownOneNamesThem() {
        assertThat(Regime.named("linear-probe")).isEqualTo(Regime.LINEAR_PROBE);
        assertThatThrownBy(() -> Regime.named("half")).hasMessageContaining("scratch, full, linear-probe");
    }

    @Test
    void anAverageFollowsTheWeightsAndIsReadOutByTheirNames() throws IOException {
        double momentum = 0.75;
        var objective = WeightAverage.beside(METHOD.finetuning(ONE), Schedule.constant(momentum));
        var expected = new TreeMap<String, double[]>();
        List<Path> files;
        try (var trainer = Trainer.create(objective, 1, TOTAL)) {
            trainer.load(pretrained, METHOD.export(ONE));
            weights(trainer).forEach((path, numbers) -> {
                if (!path.startsWith(WeightAverage.PREFIX)) {
                    expected.put(path, doubles(numbers));
                }
            });
            for (int i = 0; i < 3; i++) {
                trainer.iterate(batch(i));
                weights(trainer).forEach((path, numbers) -> {
                    double[] average = expected.get(path);
                    for (int at = 0; average != null && at < average.length; at++) {
                        average[at] =
                                isStatistic(path) ? numbers[at] : momentum * average[at] + (1 - momentum) * numbers[at];
                    }
                });
            }
            files = Trials.weights(trainer, folder.resolve("averaged"));
        }

        var averages = Shards.excerpt(files, WeightAverage.averages(), Files.createDirectory(folder.resolve("a")), "w");
        var weights = Shards.excerpt(files, WeightAverage.weights(), Files.createDirectory(folder.resolve("b")), "w");

        assertThat(numbers(averages)).hasSameSizeAs(expected).allSatisfy((path, numbers) -> {
            double[] average = expected.get(path);
            for (int at = 0; at < numbers.length; at++) {
                assertThat((double) numbers[at])
                        .as(path)
                        .isCloseTo(average[at], within(1e-5 * (1 + Math.abs(average[at]))));
            }
        });
        assertThat(numbers(weights).keySet()).isEqualTo(expected.keySet());
        assertThat(numbers(weights).get("head.weight"))
                .isNotEqualTo(numbers(averages).get("head.weight"));
        for (var part : List.of(averages, weights)) {
            try (var predictor = METHOD.predictor(ONE, part)) {
                assertThat(predictor.predict(STUDY)).hasSize(CROP * CROP * CROP);
            }
        }
    }

    @Test
    void anAverageHasTheRunningStatisticsOfMicroBatchesToo() throws IOException {
        var objective = WeightAverage.beside(METHOD.finetuning(ONE), Schedule.constant(0.9));
        try (var trainer = Trainer.create(objective, 1, TOTAL, Switches.PLAIN.withMicroBatches(2))) {
            trainer.iterate(List.of(batch(0), batch(1)));

            var weights = weights(trainer);
            var statistic = BODY + "encoder.0.norm1.running_var";
            assertThat(weights.get(WeightAverage.PREFIX + statistic))
                    .isEqualTo(weights.get(statistic))
                    .doesNotContain(1);
        }
    }

    /** The weights go the same way with an average beside them. */
    @Test
    void anAverageChangesNothing() throws IOException {
        Map<String, float[]> without;
        Map<String, float[]> with;
        try (var trainer = Trainer.create(METHOD.finetuning(ONE), 1, TOTAL)) {
            trainer.iterate(batch(0));
            without = weights(trainer);
        }

        try (var trainer =
                Trainer.create(WeightAverage.beside(METHOD.finetuning(ONE), Schedule.averaging(0.99)), 1, TOTAL)) {
            trainer.iterate(batch(0));
            with = weights(trainer);
        }

        assertThat(without)
                .allSatisfy((path, numbers) -> assertThat(with.get(path)).isEqualTo(numbers));
        // the first momentum is 0
        assertThat(with.get(WeightAverage.PREFIX + "head.weight")).isEqualTo(with.get("head.weight"));
    }

    private static double[] doubles(float[] numbers) {
        return IntStream.range(0, numbers.length).mapToDouble(i -> numbers[i]).toArray();
    }
}
