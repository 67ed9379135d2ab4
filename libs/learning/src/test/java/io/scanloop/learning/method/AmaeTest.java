package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.network.DynamicTokenizer;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.training.ExportTrial;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.view.Case;
import io.scanloop.learning.view.Draws;
import io.scanloop.learning.view.Studies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AmaeTest {
    private static final AmaePreset SMALL = SmallAmae.PRESET;
    private static final Task TWO = new Task(List.of("T1", "T2"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");
    private static final Task ONE = new Task(List.of("T1"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");
    private static final int VOXELS = 8 * 8 * 8;

    private final Amae amae = new Amae(task -> SMALL);

    @Test
    void presetsHaveTheCountsOfTheText() {
        var seven = List.of("ADC", "Trace", "T2", "GRE", "SWI", "T1", "FLAIR");
        var paper = Trials.graph(new Amae().pretraining(new Task(seven, List.of(1), List.of(1.0, 1.0, 1.0), "paper")));
        var three = List.of("T1", "T2", "FLAIR");
        var task = new Task(three, List.of(1, 2, 3, 4, 5, 6, 7, 8), List.of(3.0, 3.0, 3.0), "tiny");
        var tiny = Trials.graph(new Amae().pretraining(task));

        assertThat(Trials.count(paper, "encoder.", "dct.", "modality.")).isEqualTo(88_220_160);
        assertThat(Trials.count(paper, "decoder.")).isEqualTo(25_219_072 + 393_728 + 2_101_248 + 512 + 7 * 512 + 1024);
        assertThat(Trials.count(tiny, "dct.")).isEqualTo(49_248 + 768);
        assertThat(Trials.count(tiny, "encoder.blocks.")).isEqualTo(447_360);
        assertThat(Trials.count(tiny, "decoder.")).isEqualTo(86_576);
    }

    @Test
    void pretrainingReachesExactlyItsParameters() {
        var objective = amae.pretraining(TWO);

        assertThat(Trials.groups(Trials.graph(objective))).containsExactly("dct", "decoder", "encoder", "modality");
        assertThat(Trials.unreached(objective, new Batch(pretrainingInputs(1), Map.of())))
                .isEmpty();
    }

    @Test
    void finetuningReachesExactlyItsParameters() {
        var objective = amae.finetuning(TWO);

        assertThat(Trials.groups(Trials.graph(objective)))
                .containsExactly("dct", "decoder2", "decoder3", "encoder", "encoder1", "encoder2", "modality", "out");
        assertThat(Trials.unreached(objective, new Batch(finetuningInputs(2), Map.of())))
                .isEmpty();
    }

    @Test
    void permutingModalitiesPermutesReconstructions() {
        var inputs = pretrainingInputs(3);
        var swapped = new HashMap<>(inputs);
        swapped.put("images", swap(inputs.get("images")));
        swapped.put("kept", swap(inputs.get("kept")));

        var original = losses(false, inputs);
        var permuted = losses(true, swapped);

        assertThat(permuted.get("loss")).isCloseTo(original.get("loss"), within(1e-5f));
        assertThat(permuted.get("T2")).isCloseTo(original.get("T1"), within(1e-5f));
        assertThat(permuted.get("T1"))
                .isCloseTo(original.get("T2"), within(1e-5f))
                .isNotCloseTo(original.get("T1"), within(1e-5f));
    }

    @Test
    void permutingModalitiesLeavesTheSegmentation() {
        HostTensor images = SmallAmae.images(4, 1, 2);
        var present = HostTensor.of(new float[] {1, 1}, 1, 2);

        float[] original = logits(TWO, false, Map.of("images", images, "present", present));
        float[] permuted = logits(TWO, true, Map.of("images", swap(images), "present", present));

        assertThat(permuted).containsExactly(original, within(1e-5f));
    }

    @Test
    void anAbsentModalityIsAsIfItWereNotThere() {
        float[] both = SmallAmae.images(5, 1, 2).asFloats();
        float[] first = Arrays.copyOf(both, VOXELS);
        var lacking = HostTensor.of(new float[] {1, 0}, 1, 2);

        float[] masked = logits(TWO, false, Map.of("images", cubes(both, 2), "present", lacking));
        float[] zeros =
                logits(TWO, false, Map.of("images", cubes(Arrays.copyOf(first, 2 * VOXELS), 2), "present", lacking));
        float[] alone =
                logits(ONE, false, Map.of("images", cubes(first, 1), "present", HostTensor.of(new float[] {1}, 1, 1)));

        assertThat(masked).containsExactly(zeros, within(1e-5f));
        assertThat(masked).containsExactly(alone, within(1e-5f));
    }

    @Test
    void learnsABatchByHeartAndPredictsItsStudy(@TempDir Path folder) throws IOException {
        Case study = Studies.boxes("a", 8, true, 1);

        var learned = Trials.byHeart(amae, TWO, study, 250, folder);

        assertThat(learned.first()).isGreaterThan(0.5);
        assertThat(learned.last()).isLessThan(0.05);
        assertThat(Trials.wrong(learned.predicted(), study, 8)).isLessThan(VOXELS / 50);
    }

    @Test
    void pretrainingLearnsToRebuildABatch() {
        var cases = List.<Case>of(Studies.boxes("a", 8, true, 1), Studies.boxes("b", 8, false, 2));
        var batch = amae.pretrainingViews(TWO).make(cases, new Draws(1, 0));
        try (var trainer = Trainer.create(amae.pretraining(TWO), 1, 150)) {
            double first = trainer.iterate(batch).get("loss");
            double last = first;
            for (int i = 0; i < 149; i++) {
                last = trainer.iterate(batch).get("loss");
            }

            assertThat(last).isLessThan(0.5 * first);
        }
    }

    /** Who predicts 0 everywhere is wrong by the variance: of a standardised token (P^3 - 1) / P^3 whatever its light. */
    @Test
    void aStandardisedTargetIsOnTheScaleOfItsToken() {
        var graph = Graph.named("pretraining");
        var head = graph.parameters().in("decoder").in("head");
        head.get("weight", Initializer.zeros(), 64, 6);
        head.get("bias", Initializer.zeros(), 64);
        var standardised =
                new Amae(task -> SmallAmae.preset(DynamicTokenizer.BiasRule.MULTIPLY, AmaePreset.Target.STANDARDISED));

        Terms terms = standardised.pretraining(TWO).program().apply(graph);

        var outputs = Map.of(
                "loss", terms.terms().get(0).value(), "rebuilt", terms.picture().rebuilt());
        try (var program = Program.forward(graph, outputs)) {
            program.initialize(1);
            var inputs = pretrainingInputs(3);
            var results = program.run(inputs);

            assertThat(results.get("loss").asFloats()[0]).isCloseTo(63 / 64f, within(1e-4f));
            float[] image = inputs.get("images").asFloats();
            double mean = 0; // of the first token of the first image, 4 x 4 x 4 voxels
            for (int voxel = 0; voxel < 64; voxel++) {
                mean += image[(voxel / 16 * 8 + voxel / 4 % 4) * 8 + voxel % 4] / 64;
            }
            assertThat(results.get("rebuilt").asFloats()[0])
                    .as("the picture is on the scale of the image")
                    .isCloseTo((float) mean, within(1e-5f));
        }
    }

    @Test
    void tokenizersAreLoggedAsTheWeightsHaveThem(@TempDir Path folder) throws IOException {
        var cases = List.<Case>of(Studies.boxes("a", 8, true, 1), Studies.boxes("b", 8, false, 2));
        var batch = amae.pretrainingViews(TWO).make(cases, new Draws(1, 0));
        try (var trainer = Trainer.create(amae.pretraining(TWO), 1, 10)) {
            var first = trainer.iterate(batch);
            assertThat(first.get("tokenizer/cosine/T1-T2")).isCloseTo(1, within(1e-6));
            assertThat(first.get("tokenizer/scale/T1")).isZero();
            assertThat(first.get("share/T1")).isEqualTo(1);
            assertThat(first.get("share/T2")).isEqualTo(0.5);
            // at first all tokens are looked at alike: half of those of the first study are the other modality's, and
            // none
            // of the second's
            assertThat(first.get("attention/others/T1")).isCloseTo(0.25, within(0.05));
            assertThat(first.get("attention/others/T2")).isCloseTo(0.5, within(0.1));
            for (int i = 0; i < 5; i++) {
                trainer.iterate(batch);
            }
            var files = Trials.weights(trainer, folder);
            float[] weight = Trials.read(files, "dct.weight");
            float[] controller = Trials.read(files, "dct.controller.weight"); // (2 D, M)
            float[] bias = Trials.read(files, "dct.controller.bias");
            int width = bias.length / 2;
            double[] products = new double[3]; // of T1 with itself, with T2, T2 with itself
            double scale = 0;
            double shift = 0;
            for (int i = 0; i < weight.length; i++) {
                int filter = i / (weight.length / width);
                double one = weight[i] * (1.0 + controller[2 * filter] + bias[filter]);
                double other = weight[i] * (1.0 + controller[2 * filter + 1] + bias[filter]);
                products[0] += one * one;
                products[1] += one * other;
                products[2] += other * other;
            }
            for (int filter = 0; filter < width; filter++) {
                scale += Math.pow(controller[2 * filter + 1] + bias[filter], 2);
                shift += Math.pow(controller[2 * (width + filter) + 1] + bias[width + filter], 2);
            }

            var logged = trainer.iterate(batch);

            double cosine = products[1] / Math.sqrt(products[0] * products[2]);
            assertThat(cosine).isLessThan(1 - 1e-6);
            assertThat(logged.get("tokenizer/cosine/T1-T2")).isCloseTo(cosine, within(1e-6));
            assertThat(logged.get("tokenizer/scale/T2")).isCloseTo(Math.sqrt(scale), within(1e-5));
            assertThat(logged.get("tokenizer/shift/T2")).isCloseTo(Math.sqrt(shift), within(1e-5));
        }
    }

    @Test
    void theEncoderComesOverWholeAndUnchanged(@TempDir Path folder) throws IOException {
        var batch = amae.pretrainingViews(TWO)
                .make(List.of(Studies.boxes("a", 8, true, 1), Studies.boxes("b", 8, true, 2)), new Draws(1, 0));
        List<Path> pretrained;
        try (var trainer = Trainer.create(amae.pretraining(TWO), 1, 10)) {
            for (int i = 0; i < 3; i++) {
                trainer.iterate(batch);
            }
            pretrained = Trials.weights(trainer, folder);
        }

        var trial = ExportTrial.run(amae, TWO, pretrained);

        assertThat(trial.difference()).isZero();
        assertThat(folder).isDirectoryNotContaining(file -> Files.isDirectory(file));
        assertThat(trial.loaded().parameters())
                .isEqualTo((int) Trials.graph(amae.pretraining(TWO)).parameterMap().keySet().stream()
                        .filter(name -> !name.startsWith("decoder."))
                        .count());
    }

    @Test
    void anEncoderOfAnotherSizeIsRefused(@TempDir Path folder) throws IOException {
        List<Path> pretrained;
        try (var trainer = Trainer.create(amae.pretraining(ONE), 1, 10)) {
            pretrained = Trials.weights(trainer, folder);
        }

        assertThatThrownBy(() -> ExportTrial.run(amae, TWO, pretrained)).hasMessageContaining("dct.controller.weight");
    }

    @Test
    void viewsFillTheInputsOfTheirPrograms() {
        var cases = List.<Case>of(Studies.boxes("a", 8, true, 1), Studies.boxes("b", 8, false, 2));

        Trials.assertFits(amae.pretraining(TWO), amae.pretrainingViews(TWO).make(cases, new Draws(1, 0)));
        Trials.assertFits(amae.finetuning(TWO), amae.finetuningViews(TWO).make(cases, new Draws(1, 0)));
    }

    @Test
    void methodsAndPresetsAreFoundByName() {
        assertThat(Methods.named("amae").id()).isEqualTo("amae");
        assertThatThrownBy(() -> Methods.named("emea"))
                .hasMessageContaining("choose one of [amae, amae-zero-filled, missu, ");
        assertThatThrownBy(() -> AmaePreset.ALL.named("huge"))
                .hasMessageContaining("presets tiny, small and paper, got \"huge\"");
    }

    /** Loss of all and of each contrast, with tables of modalities that tell them apart. */
    private Map<String, Float> losses(boolean isSwapped, Map<String, HostTensor> inputs) {
        var graph = Graph.named("pretraining");
        tables(graph, 2, isSwapped);
        table(graph, "decoder", 2, 6, isSwapped);
        Terms terms = amae.pretraining(TWO).program().apply(graph);
        var outputs = Map.of(
                "loss", terms.terms().get(0).value(),
                "T1", terms.logged().get("reconstruction/T1"),
                "T2", terms.logged().get("reconstruction/T2"));
        try (var program = Program.forward(graph, outputs)) {
            program.initialize(1);
            return program.run(inputs).entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, output -> output.getValue().asFloats()[0]));
        }
    }

    private static float[] logits(Task task, boolean isSwapped, Map<String, HostTensor> inputs) {
        var graph = Graph.named("segmentation");
        tables(graph, task.contrasts().size(), isSwapped);
        Tensor logits = AmaeNetwork.ADAPTIVE.logits(graph, SMALL, 1, task);
        try (var program = Program.forward(graph, Map.of("logits", logits))) {
            program.initialize(1);
            return program.run(inputs).get("logits").asFloats();
        }
    }

    /** The encoder's tables, made before the network asks for them: a row or column for each modality. */
    private static void tables(Graph graph, int modalities, boolean isSwapped) {
        table(graph, "", modalities, 12, isSwapped);
        Initializer columns = (values, shape, random) -> {
            for (int i = 0; i < values.length; i++) {
                int modality = i % modalities;
                values[i] = 0.3f * (float) Math.sin(i / modalities + 5 * (isSwapped ? 1 - modality : modality));
            }
        };
        graph.parameters().in("dct").in("controller").get("weight", columns, 24, modalities);
        graph.parameters().in("dct").get("bias", Initializer.constant(0.2), 12);
    }

    private static void table(Graph graph, String scope, int modalities, int width, boolean isSwapped) {
        Initializer rows = (values, shape, random) -> {
            for (int i = 0; i < values.length; i++) {
                int modality = i / width;
                values[i] = (float) Math.cos(i % width + 3 * (isSwapped ? 1 - modality : modality));
            }
        };
        var parameters =
                scope.isEmpty() ? graph.parameters() : graph.parameters().in(scope);
        parameters.in("modality").get("weight", rows, modalities, width);
    }

    private static Map<String, HostTensor> pretrainingInputs(long seed) {
        return Map.of(
                "images", SmallAmae.images(seed, 2, 2),
                "present", HostTensor.of(new float[] {1, 1, 1, 1}, 2, 2),
                "kept", HostTensor.of(new long[] {0, 1, 2, 3, 2, 3, 5, 7, 0, 4, 5, 6, 1, 2, 6, 7}, 2, 2, 4));
    }

    private static Map<String, HostTensor> finetuningInputs(long seed) {
        var labels = new long[2 * VOXELS];
        Arrays.setAll(labels, voxel -> voxel / 3 % 3);
        return Map.of(
                "images", SmallAmae.images(seed, 2, 2),
                "present", HostTensor.of(new float[] {1, 1, 1, 1}, 2, 2),
                "labels", HostTensor.of(labels, 2, 8, 8, 8));
    }

    private static HostTensor cubes(float[] voxels, int modalities) {
        return HostTensor.of(voxels, 1, modalities, 8, 8, 8);
    }

    /** The two modalities of each sample exchanged. */
    private static HostTensor swap(HostTensor value) {
        int half = (int) Arrays.stream(value.shape()).skip(2).reduce(1, (a, b) -> a * b);
        Object from = value.floats() != null ? value.asFloats() : value.asLongs();
        Object to = value.floats() != null
                ? value.asFloats().clone()
                : value.asLongs().clone();
        for (int at = 0; at < value.shape()[0] * 2 * half; at += 2 * half) {
            System.arraycopy(from, at, to, at + half, half);
            System.arraycopy(from, at + half, to, at, half);
        }
        return to instanceof float[] floats
                ? HostTensor.of(floats, value.shape())
                : HostTensor.of((long[]) to, value.shape());
    }
}
