package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.network.DynamicTokenizer;
import io.scanloop.learning.network.VisionTransformer;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.program.Switches;
import io.scanloop.learning.training.ExportTrial;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.view.Case;
import io.scanloop.learning.view.Studies;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.TensorArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AMAE fine-tuned as a plain UNETR: contrasts as channels, zeros where one is absent. */
class AmaeZeroFilledTest {
    private static final AmaePreset SMALL = SmallAmae.PRESET;
    private static final Task TWO = new Task(List.of("T1", "T2"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");
    private static final Task ONE = new Task(List.of("T1"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");
    private static final int VOXELS = 8 * 8 * 8;
    private static final HostTensor BOTH = HostTensor.of(new float[] {1, 1}, 1, 2);
    private static final String EMBEDDING = "vit.patch_embedding.patch_embeddings.weight";
    private static final Loading IN_VIT = new Loading(Map.of("vit.", "vit."), List.of(""), List.of("vit."));
    private static final Loading PRETRAINED = new Loading(Map.of("", ""), List.of("decoder."), List.of(""));

    @TempDir
    private Path folder;

    private final Amae amae = Amae.zeroFilled(task -> SMALL);

    @Test
    void hasTheCountOfTheText() {
        var three = new Task(List.of("ADC", "Trace", "T2"), List.of(1), List.of(1.0, 1.0, 1.0), "paper");

        var graph = Trials.graph(Methods.named("amae-zero-filled").finetuning(three));

        long biases = 12 * 3 * 768; // of queries, keys and values, which UNETR itself has not
        assertThat(Trials.count(graph, "")).isEqualTo(99_076_194 + biases);
    }

    @Test
    void pretrainsAsAmaeDoes() {
        var task = new Task(List.of("T1", "T2"), List.of(1), List.of(3.0, 3.0, 3.0), "tiny");

        assertThat(Trainer.explain(Methods.named("amae-zero-filled").pretraining(task), Switches.PLAIN))
                .isEqualTo(Trainer.explain(Methods.named("amae").pretraining(task), Switches.PLAIN));
    }

    @Test
    void finetuningReachesExactlyItsParameters() {
        var objective = amae.finetuning(TWO);

        assertThat(Trials.groups(Trials.graph(objective)))
                .containsExactly("decoder2", "decoder3", "encoder1", "encoder2", "out", "vit");
        assertThat(Trials.unreached(objective, Trials.batch(amae.finetuningViews(TWO), 8, 0)))
                .isEmpty();
    }

    @Test
    void viewsFillTheInputsOfTheirPrograms() {
        Trials.assertFits(amae.finetuning(TWO), Trials.batch(amae.finetuningViews(TWO), 8, 0));
        Trials.assertFits(amae.pretraining(TWO), Trials.batch(amae.pretrainingViews(TWO), 8, 0));
    }

    @Test
    void anAbsentContrastIsZerosWhateverStandsThere() {
        float[] both = SmallAmae.images(5, 1, 2).asFloats();
        float[] zeros = both.clone();
        Arrays.fill(zeros, VOXELS, 2 * VOXELS, 0);

        float[] absent = logits(both, 1, 0);

        assertThat(absent).containsExactly(logits(zeros, 1, 1));
        assertThat(largestDifference(absent, logits(both, 1, 1))).isGreaterThan(1e-3);
    }

    @Test
    void learnsABatchByHeartAndPredictsItsStudy() throws IOException {
        Case study = Studies.boxes("a", 8, true, 1);

        var learned = Trials.byHeart(amae, TWO, study, 400, folder);

        assertThat(learned.first()).isGreaterThan(0.5);
        assertThat(learned.last()).isLessThan(0.05);
        assertThat(Trials.wrong(learned.predicted(), study, 8)).isLessThan(VOXELS / 50);
    }

    @Test
    void resumesToTheBit() throws IOException {
        Trials.assertResumes(
                amae.finetuning(TWO), iteration -> Trials.batch(amae.finetuningViews(TWO), 8, iteration), folder);
    }

    @Test
    void theEncoderComesOverWholeAndUnchanged() throws IOException {
        var pretrained = pretrained(TWO);

        var trial = ExportTrial.run(amae, TWO, pretrained);

        assertThat(trial.difference()).isZero();
        assertThat(folder).isDirectoryNotContaining(file -> Files.isDirectory(file));
        assertThat(trial.loaded().parameters()).isEqualTo((int) parameters(TWO, "vit."));
    }

    @Test
    void tokensWithABiasThatIsAddedAreTheirMeanToo() throws IOException {
        assertTokensAreTheMean(SmallAmae.preset(DynamicTokenizer.BiasRule.ADD, AmaePreset.Target.VOXELS));
    }

    @Test
    void tokensAreTheMeanOfThoseOfThePretraining() throws IOException {
        assertTokensAreTheMean(SMALL);
    }

    /** W_i / M and the mean of c_i and m_i, by the network that makes tokens and by the one that takes them over. */
    private void assertTokensAreTheMean(AmaePreset preset) throws IOException {
        var method = Amae.zeroFilled(task -> preset);
        var pretrained = pretrained(method, TWO);
        HostTensor images = SmallAmae.images(7, 1, 2);

        var theirs = Graph.named("pretraining");
        Tensor input = theirs.input("images", Type.FLOAT32, images.shape());
        Tensor each = preset.tokens().tokens(theirs.parameters(), input);
        Tensor mean = each.mean(1);
        var scope = theirs.parameters().in("encoder");
        List<Tensor> blocks = SMALL.encoder().blocks(scope, mean, null);
        Tensor end = SMALL.encoder().norm(scope, blocks.get(blocks.size() - 1));
        var before =
                run(Map.of("each", each, "tokens", mean, "end", end), pretrained, PRETRAINED, Map.of("images", images));

        var after =
                run(ours(TWO), exported(method, TWO, pretrained), IN_VIT, Map.of("images", images, "present", BOTH));

        float[] apart = before.get("each").asFloats();
        assertThat(largestDifference(
                        Arrays.copyOf(apart, apart.length / 2),
                        Arrays.copyOfRange(apart, apart.length / 2, apart.length)))
                .as("the tokens of two contrasts")
                .isGreaterThan(0.1);
        assertThat(after.get("tokens").asFloats())
                .containsExactly(before.get("tokens").asFloats(), within(2e-6f));
        assertThat(after.get("end").asFloats())
                .containsExactly(before.get("end").asFloats(), within(1e-5f));
    }

    @Test
    void ofOneContrastTheEncoderGivesWhatThePretrainingsGave() throws IOException {
        var pretrained = pretrained(ONE);
        var images = SmallAmae.images(8, 1, 1);
        var there = HostTensor.of(new float[] {1}, 1, 1);
        var adaptive = new Amae(task -> SMALL);
        var graph = Graph.named("adaptive");

        var before = run(
                Map.of("end", adaptive.encoder(graph, ONE)),
                pretrained,
                PRETRAINED,
                Map.of("images", images, "present", there));
        var after = run(ours(ONE), exported(amae, ONE, pretrained), IN_VIT, Map.of("images", images, "present", there));

        assertThat(after.get("end").asFloats())
                .containsExactly(before.get("end").asFloats(), within(1e-5f));
    }

    @Test
    void newTokensTakeOverTheBlocksAlone() throws IOException {
        var pretrained = pretrained(TWO);
        var fresh = Amae.zeroFilled(task -> SMALL.into(AmaeNetwork.ZERO_FILLED_NEW_TOKENS));

        var trial = ExportTrial.run(fresh, TWO, pretrained);

        assertThat(trial.difference()).isZero();
        assertThat(trial.loaded().parameters()).isEqualTo((int) parameters(TWO, "vit.blocks.", "vit.norm."));
        var files = exported(fresh, TWO, pretrained);
        assertThat(Trials.read(files, "vit.blocks.1.attn.qkv.weight"))
                .isEqualTo(Trials.read(pretrained, "encoder.blocks.1.attn.qkv.weight"));
        List<Path> drawn;
        try (var trainer = Trainer.create(fresh.finetuning(TWO), 1, 1)) {
            drawn = Trials.weights(trainer, folder.resolve("drawn"));
        }
        assertThat(Trials.read(files, EMBEDDING)).isEqualTo(Trials.read(drawn, EMBEDDING));
    }

    @Test
    void onlyTheEncoderMeansItsTokensToo() throws IOException {
        var pretrained = pretrained(TWO);

        try (var trainer = Trainer.create(amae.finetuning(TWO), 1, 1)) {
            var loaded = trainer.load(
                    pretrained, Regime.ENCODER_ONLY.loading(amae, TWO).orElseThrow());

            assertThat(loaded.parameters()).isEqualTo((int) parameters(TWO, "vit."));
        }
    }

    @Test
    void weightsThatOthersPublishedAreFoldedAlike() throws IOException {
        var pretrained = pretrained(TWO);
        var to = folder.resolve("converted.safetensors");
        var shapes = new HashMap<String, long[]>();
        Trials.graph(amae.finetuning(TWO))
                .parameterMap()
                .forEach((path, parameter) -> shapes.put(path, parameter.value().shape()));

        var loaded = amae.published(TWO).convert(pretrained.get(0), shapes, to);

        assertThat(loaded.parameters()).isEqualTo((int) parameters(TWO, "vit."));
        assertThat(TensorArchive.read(to).get(EMBEDDING).asFloats())
                .isEqualTo(Trials.read(exported(amae, TWO, pretrained), EMBEDDING));
    }

    @Test
    void aPretrainingOfOtherContrastsIsRefused() throws IOException {
        var pretrained = pretrained(ONE);

        assertThatThrownBy(() -> ExportTrial.run(amae, TWO, pretrained))
                .hasMessageContaining("\"dct.controller.weight\" of the weights is for 1 contrasts")
                .hasMessageContaining("the network has 2");
    }

    /** Weights of a pre-training that has told its contrasts apart. */
    private List<Path> pretrained(Task task) throws IOException {
        return pretrained(amae, task);
    }

    private List<Path> pretrained(Amae method, Task task) throws IOException {
        try (var trainer = Trainer.create(method.pretraining(task), 1, 20)) {
            for (int i = 0; i < 20; i++) {
                trainer.iterate(Trials.batch(method.pretrainingViews(task), 8, i));
            }
            return Trials.weights(trainer, folder);
        }
    }

    /** Weights with which a fine-tuning of that pre-training begins. */
    private List<Path> exported(Amae method, Task task, List<Path> pretrained) throws IOException {
        try (var trainer = Trainer.create(method.finetuning(task), 1, 1)) {
            trainer.load(pretrained, method.export(task));
            return Trials.weights(trainer, folder.resolve("exported"));
        }
    }

    /** Tokens and end of the vision transformer. */
    private static Map<String, Tensor> ours(Task task) {
        var graph = Graph.named("ours");
        Tensor image = Channels.of(graph, 1, task.contrasts().size(), 8, 8, 8).images();
        var encoded = new VisionTransformer(SMALL.edge(), SMALL.encoder())
                .of(graph.parameters().in("vit"), image);
        return Map.of("tokens", graph.stages().get("tokens"), "end", encoded.end());
    }

    private static Map<String, HostTensor> run(
            Map<String, Tensor> outputs, List<Path> weights, Loading rule, Map<String, HostTensor> inputs)
            throws IOException {
        try (var program = Program.forward(outputs.get("end").graph(), outputs)) {
            program.load(weights, rule);
            return program.run(inputs);
        }
    }

    private static float[] logits(float[] voxels, float... present) {
        var graph = Graph.named("segmentation");
        Tensor logits = AmaeNetwork.ZERO_FILLED.logits(graph, SMALL, 1, TWO);
        try (var program = Program.forward(graph, Map.of("logits", logits))) {
            program.initialize(1);
            var images = HostTensor.of(voxels, 1, 2, 8, 8, 8);
            return program.run(Map.of("images", images, "present", HostTensor.of(present, 1, 2)))
                    .get("logits")
                    .asFloats();
        }
    }

    private long parameters(Task task, String... prefixes) {
        return Trials.graph(amae.finetuning(task)).parameterMap().keySet().stream()
                .filter(path -> Arrays.stream(prefixes).anyMatch(path::startsWith))
                .count();
    }

    private static double largestDifference(float[] one, float[] other) {
        double largest = 0;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs(one[i] - other[i]));
        }
        return largest;
    }
}
