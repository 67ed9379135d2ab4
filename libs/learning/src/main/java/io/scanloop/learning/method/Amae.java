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
import io.scanloop.learning.network.MaskedAutoencoder;
import io.scanloop.learning.network.ModalityEncoder;
import io.scanloop.learning.network.Patches;
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

    /** The inputs of all programs: images (B, M, X, Y, Z), zeros where one is absent, and which are present (B, M). */
    private record Modalities(Tensor images, Tensor present) {
        static Modalities of(Graph graph, AmaePreset preset, long batch, Task task) {
            int crop = preset.crop();
            long modalities = task.contrasts().size();
            Tensor images = graph.input("images", Type.FLOAT32, batch, modalities, crop, crop, crop);
            return new Modalities(images, graph.input("present", Type.FLOAT32, batch, modalities));
        }
    }

    @Override
    public String id() {
        return "amae";
    }

    // ---- network

    private static ModalityEncoder encoder(AmaePreset preset) {
        return new ModalityEncoder(preset.edge(), preset.encoder());
    }

    @Override
    public Tensor encoder(Graph graph, Task task) {
        var preset = presets.apply(task);
        var study = Modalities.of(graph, preset, 1, task);
        return encoder(preset).end(graph.parameters(), study.images(), study.present());
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
        var study = Modalities.of(graph, preset, batch, task);
        var mask = mask(preset);
        Tensor kept = graph.input("kept", Type.INT64, batch, modalities, mask.kept());

        var outputs = new MaskedAutoencoder(encoder(preset), preset.decoder())
                .of(graph.parameters(), study.images(), study.present(), kept);
        Tensor predicted = outputs.voxels();
        Tensor target = Patches.of(study.images(), preset.edge());
        Tensor hidden = graph.scalar(1)
                .expand(batch, modalities, mask.tokens())
                .scatter(2, kept, graph.scalar(0).expand(batch, modalities, mask.kept()))
                .times(study.present().unsqueeze(-1));
        Tensor loss = MaskedReconstruction.loss(predicted, target, hidden);
        var logged = new HashMap<>(DynamicTokenizer.figures(graph.parameterMap(), "dct.", task.contrasts()));
        Tensor across = encoder(preset).lookedAcross(graph.parameters(), outputs.encoded(), study.present());
        for (int contrast = 0; contrast < modalities; contrast++) {
            logged.put(
                    "attention/others/" + task.contrasts().get(contrast),
                    across.slice(0, contrast, contrast + 1L).sum());
            logged.put(
                    "reconstruction/" + task.contrasts().get(contrast),
                    MaskedReconstruction.loss(
                            predicted.slice(1, contrast, contrast + 1L).detach(),
                            target.slice(1, contrast, contrast + 1L),
                            hidden.slice(1, contrast, contrast + 1L)));
            logged.put(
                    "share/" + task.contrasts().get(contrast),
                    study.present().slice(1, contrast, contrast + 1L).mean());
        }
        int edge = preset.edge();
        Tensor seen = target.times(hidden.negate().plus(1).unsqueeze(-1));
        var picture = new Picture(
                study.images(),
                Patches.back(seen, study.images(), edge),
                Patches.back(predicted, study.images(), edge));
        return new Terms(List.of(new Term("reconstruction", loss, 1)), logged, picture);
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
        var study = Modalities.of(graph, preset, batch, task);
        return new AdaptiveUnetr(encoder(preset), preset.taps(), preset.features(), task.classes())
                .logits(graph.parameters(), study.images(), study.present());
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
        return new SlidingWindow(
                preset.crop(), preset.crop(), preset.crop(), OVERLAP, Weighting.GAUSSIAN, preset.finetuningBatch());
    }

    @Override
    public Predictor predictor(Task task, List<Path> weights) throws IOException {
        var preset = presets.apply(task);
        var graph = Graph.named("amae-inference");
        Tensor logits = segmentation(graph, preset, preset.finetuningBatch(), task);
        var program = Program.forward(graph, Map.of("logits", logits));
        program.load(weights, Loading.exact());
        return new Predictor(program, windows(task), task.contrasts().size(), task.classes());
    }
}
