package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Tensor;
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
        assertThat(Trials.unreached(objective, new Batch(SmallAmae.pretrainingInputs(1), Map.of())))
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
        var inputs = SmallAmae.pretrainingInputs(3);
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
