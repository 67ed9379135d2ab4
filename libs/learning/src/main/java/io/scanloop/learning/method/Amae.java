package io.scanloop.learning.method;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.inference.Predictor;
import io.scanloop.learning.inference.SlidingWindow;
import io.scanloop.learning.inference.Weighting;
import io.scanloop.learning.loss.CrossEntropy;
import io.scanloop.learning.loss.MaskedReconstruction;
import io.scanloop.learning.loss.SoftDice;
import io.scanloop.learning.network.AdaptiveUnetr;
import io.scanloop.learning.network.DynamicTokenizer;
import io.scanloop.learning.network.MaskedDecoder;
import io.scanloop.learning.network.Patches;
import io.scanloop.learning.network.Positions;
import io.scanloop.learning.network.Presence;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.view.CropBatch;
import io.scanloop.learning.view.CropSampler;
import io.scanloop.learning.view.LightChange;
import io.scanloop.learning.view.TokenMask;
import io.scanloop.learning.view.Views;
import io.scanloop.learning.weights.Loading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * AMAE, a masked auto-encoder for studies with any set of contrasts, and its fine-tuning as Adaptive UNETR. The paper's
 * code is not public; the update rule of the tokenizer, the decoder's size and the image-level skip are rebuilt (see
 * {@link DynamicTokenizer}, {@link AmaePreset}, {@link AdaptiveUnetr}).
 *
 * <p>A batch holds all M contrasts of the task, zeros where a study lacks one, and {@code present} (B, M), which keeps
 * the absent out of attention, loss and pooling.
 */
final class Amae implements Method {
    private static final double OVERLAP = 0.2;
    private static final double CLASS_SHARE = 0.7;

    /** Intensities change a little; no flips, which would exchange classes that name a side. */
    private static final LightChange CHANGE = new LightChange(0, 0.1, 0.1);

    private final Function<Task, AmaePreset> presets;

    Amae() {
        this(task -> AmaePreset.named(task.preset()));
    }

    Amae(Function<Task, AmaePreset> presets) {
        this.presets = presets;
    }

    /** Tokens of all modalities, and the grid that each of them lies on. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Tokens(Tensor values, Tensor images, Tensor present, int[] grid) {}

    @Override
    public String id() {
        return "amae";
    }

    // ---- network

    /** Tokens (B, M, N, D) of images (B, M, X, Y, Z): tokenizer, plus where they lie, plus which modality they are. */
    private static Tokens tokens(Graph graph, AmaePreset preset, long batch, long modalities) {
        int crop = preset.crop();
        Tensor images = graph.input("images", Type.FLOAT32, batch, modalities, crop, crop, crop);
        Tensor present = graph.input("present", Type.FLOAT32, batch, modalities);
        int width = preset.encoder().width();
        var tokenizer = new DynamicTokenizer(preset.edge(), width);
        int[] grid = tokenizer.grid(new int[] {crop, crop, crop});
        Tensor values = tokenizer
                .tokens(graph.parameters().in("dct"), images)
                .plus(Positions.sineCosine(graph, "positions", grid, width))
                .plus(MaskedDecoder.modalityTable(graph.parameters(), modalities, width));
        return new Tokens(values, images, present, grid);
    }

    /** Encodes some tokens of each modality, (B, M, K, D), all together; the outputs of the blocks, then the end's. */
    private static List<Tensor> encoded(Graph graph, AmaePreset preset, Tensor tokens, Tensor present) {
        long kept = tokens.size(2);
        Tensor joined = tokens.reshape(tokens.size(0), tokens.size(1) * kept, tokens.size(-1));
        var scope = graph.parameters().in("encoder");
        var outputs = new ArrayList<>(preset.encoder().blocks(scope, joined, Presence.keyMask(present, kept)));
        outputs.add(preset.encoder().norm(scope, outputs.get(outputs.size() - 1)));
        return outputs;
    }

    @Override
    public Tensor encoder(Graph graph, Task task) {
        var preset = presets.apply(task);
        Tokens tokens = tokens(graph, preset, 1, task.contrasts().size());
        List<Tensor> outputs = encoded(graph, preset, tokens.values(), tokens.present());
        return outputs.get(outputs.size() - 1);
    }

    // ---- pre-training

    /** Hides tokens of each modality and rebuilds their voxels from those left, of all modalities. */
    @Override
    public Objective pretraining(Task task) {
        var preset = presets.apply(task);
        return new Objective(
                "amae-pretraining", graph -> pretraining(graph, preset, task), preset.pretrainingOptimizer());
    }

    private static Terms pretraining(Graph graph, AmaePreset preset, Task task) {
        long batch = preset.pretrainingBatch();
        long modalities = task.contrasts().size();
        Tokens tokens = tokens(graph, preset, batch, modalities);
        var mask = mask(preset);
        Tensor kept = graph.input("kept", Type.INT64, batch, modalities, mask.kept());

        Tensor index = kept.unsqueeze(-1)
                .expand(batch, modalities, mask.kept(), preset.encoder().width());
        List<Tensor> outputs = encoded(graph, preset, tokens.values().gather(2, index), tokens.present());
        Tensor predicted = new MaskedDecoder(preset.decoder(), preset.edge())
                .voxels(
                        graph.parameters().in("decoder"),
                        outputs.get(outputs.size() - 1),
                        kept,
                        tokens.present(),
                        tokens.grid());

        Tensor target = Patches.of(tokens.images(), preset.edge());
        Tensor hidden = graph.scalar(1)
                .expand(batch, modalities, mask.tokens())
                .scatter(2, kept, graph.scalar(0).expand(batch, modalities, mask.kept()))
                .times(tokens.present().unsqueeze(-1));
        var logged = new HashMap<String, Tensor>();
        for (int contrast = 0; contrast < modalities; contrast++) {
            logged.put(
                    "reconstruction/" + task.contrasts().get(contrast),
                    MaskedReconstruction.loss(
                            predicted.slice(1, contrast, contrast + 1L).detach(),
                            target.slice(1, contrast, contrast + 1L),
                            hidden.slice(1, contrast, contrast + 1L)));
        }
        Tensor loss = MaskedReconstruction.loss(predicted, target, hidden);
        return new Terms(List.of(new Term("reconstruction", loss, 1)), logged);
    }

    private static TokenMask mask(AmaePreset preset) {
        int edge = preset.crop() / preset.edge();
        return new TokenMask(edge * edge * edge, preset.hiddenShare());
    }

    @Override
    public Views pretrainingViews(Task task) {
        var preset = presets.apply(task);
        int crop = preset.crop();
        int modalities = task.contrasts().size();
        var crops = new CropBatch(
                modalities, CropSampler.uniform(crop, crop, crop), LightChange.NONE, preset.contrastDropout());
        return Views.of(preset.pretrainingBatch(), (cases, draws) -> {
            var inputs = new HashMap<>(crops.images(cases, draws));
            inputs.put("kept", mask(preset).draws(cases.size(), modalities, draws));
            return inputs;
        });
    }

    // ---- export

    /** Tokenizer, modality vectors and encoder are taken over, all of them; what rebuilt voxels stays behind. */
    @Override
    public Loading export(Task task) {
        return new Loading(
                Map.of("dct.", "dct.", "modality.", "modality.", "encoder.", "encoder."),
                List.of("decoder."),
                List.of("dct.", "modality.", "encoder."));
    }

    /** The tokenizer, then block after block, the last with the norm that follows it. */
    @Override
    public Layers layers(Task task) {
        int blocks = presets.apply(task).encoder().layers();
        var encoder = new ArrayList<List<String>>();
        encoder.add(List.of("dct.", "modality."));
        for (int block = 0; block < blocks; block++) {
            var prefix = "encoder.blocks.%d.".formatted(block);
            encoder.add(block + 1 < blocks ? List.of(prefix) : List.of(prefix, "encoder.norm."));
        }
        return new Layers(encoder, List.of());
    }

    // ---- fine-tuning

    /** Labels every voxel from the tokens and images of the contrasts that are there. */
    @Override
    public Objective finetuning(Task task) {
        var preset = presets.apply(task);
        return new Objective("amae-finetuning", graph -> finetuning(graph, preset, task), preset.finetuningOptimizer());
    }

    private static Terms finetuning(Graph graph, AmaePreset preset, Task task) {
        Tensor logits = segmentation(graph, preset, preset.finetuningBatch(), task);
        int crop = preset.crop();
        Tensor labels = graph.input("labels", Type.INT64, preset.finetuningBatch(), crop, crop, crop);
        var terms = new ArrayList<Term>();
        terms.add(new Term("dice", SoftDice.MONAI.withoutBackground().loss(logits.softmax(1), labels), 1));
        if (preset.crossEntropy() > 0) {
            terms.add(new Term("cross_entropy", CrossEntropy.loss(logits, labels), preset.crossEntropy()));
        }
        return new Terms(terms, Map.of());
    }

    /** Logits (B, classes, X, Y, Z). */
    static Tensor segmentation(Graph graph, AmaePreset preset, long batch, Task task) {
        Tokens tokens = tokens(graph, preset, batch, task.contrasts().size());
        List<Tensor> outputs = encoded(graph, preset, tokens.values(), tokens.present());
        List<Tensor> tapped =
                preset.taps().stream().map(block -> outputs.get(block - 1)).toList();
        return new AdaptiveUnetr(preset.edge(), preset.features(), task.classes())
                .logits(
                        graph.parameters(),
                        tokens.images(),
                        tokens.present(),
                        tapped,
                        outputs.get(outputs.size() - 1),
                        tokens.grid());
    }

    @Override
    public Views finetuningViews(Task task) {
        var preset = presets.apply(task);
        int crop = preset.crop();
        var crops = new CropBatch(
                task.contrasts().size(),
                new CropSampler(
                        crop, crop, crop, CLASS_SHARE, task.classValues().size()),
                CHANGE,
                0);
        return Views.of(preset.finetuningBatch(), crops::labelled);
    }

    // ---- inference

    @Override
    public SlidingWindow windows(Task task) {
        var preset = presets.apply(task);
        return new SlidingWindow(preset.crop(), preset.crop(), preset.crop(), OVERLAP, Weighting.GAUSSIAN, 1);
    }

    @Override
    public Predictor predictor(Task task, List<Path> weights) throws IOException {
        var preset = presets.apply(task);
        var graph = Graph.named("amae-inference");
        Tensor logits = segmentation(graph, preset, 1, task);
        var program = Program.forward(graph, Map.of("logits", logits));
        program.load(weights, Loading.exact());
        return new Predictor(program, windows(task), task.contrasts().size(), task.classes());
    }
}
