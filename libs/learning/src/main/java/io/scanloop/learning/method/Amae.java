package io.scanloop.learning.method;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.inference.SlidingWindow;
import io.scanloop.learning.inference.Weighting;
import io.scanloop.learning.loss.CrossEntropy;
import io.scanloop.learning.loss.MaskedReconstruction;
import io.scanloop.learning.loss.SoftDice;
import io.scanloop.learning.network.AdaptiveUnetr;
import io.scanloop.learning.network.DynamicTokenizer;
import io.scanloop.learning.network.MaskedAutoencoder;
import io.scanloop.learning.network.Patches;
import io.scanloop.learning.view.CropBatch;
import io.scanloop.learning.view.CropSampler;
import io.scanloop.learning.view.LightChange;
import io.scanloop.learning.view.TokenMask;
import io.scanloop.learning.view.Views;
import io.scanloop.learning.weights.Loading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * AMAE, a masked auto-encoder for studies with any set of contrasts, and its fine-tuning: as Adaptive UNETR, or, as {@code
 * amae-zero-filled}, as a plain UNETR ({@link AmaeNetwork}). The paper's code is not public; the update rule of the
 * tokenizer, the decoder's size and the image-level skip are rebuilt (see {@link DynamicTokenizer}, {@link AmaePreset},
 * {@link AdaptiveUnetr}).
 *
 * <p>A batch holds all M contrasts of the task, zeros where a study lacks one, and {@code present} (B, M), which keeps
 * the absent out of attention, loss and pooling.
 */
final class Amae implements Method {
    private static final double OVERLAP = 0.2;
    private static final double CLASS_SHARE = 0.7;

    /** Intensities change a little; no flips, which would exchange classes that name a side. */
    private static final LightChange CHANGE = new LightChange(0, 0.1, 0.1);

    private final String id;
    private final Function<Task, AmaePreset> presets;

    Amae() {
        this(task -> AmaePreset.ALL.named(task.preset()));
    }

    Amae(Function<Task, AmaePreset> presets) {
        this("amae", presets);
    }

    private Amae(String id, Function<Task, AmaePreset> presets) {
        this.id = id;
        this.presets = presets;
    }

    /** With a plain UNETR for its fine-tuning. */
    static Amae zeroFilled() {
        return zeroFilled(task -> AmaePreset.ALL.named(task.preset()));
    }

    static Amae zeroFilled(Function<Task, AmaePreset> presets) {
        return new Amae("amae-zero-filled", task -> {
            var preset = presets.apply(task);
            return preset.network() == AmaeNetwork.ADAPTIVE ? preset.into(AmaeNetwork.ZERO_FILLED) : preset;
        });
    }

    @Override
    public String id() {
        return id;
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

        var outputs = new MaskedAutoencoder(preset.tokens(), preset.decoder())
                .of(graph.parameters(), study.images(), study.present(), kept);
        Tensor predicted = outputs.voxels();
        Tensor voxels = Patches.of(study.images(), preset.edge());
        boolean isStandardised = preset.target() == AmaePreset.Target.STANDARDISED;
        Tensor target = isStandardised ? Patches.standardised(voxels) : voxels;
        Tensor hidden = graph.scalar(1)
                .expand(batch, modalities, mask.tokens())
                .scatter(2, kept, graph.scalar(0).expand(batch, modalities, mask.kept()))
                .times(study.present().unsqueeze(-1));
        Tensor loss = MaskedReconstruction.loss(predicted, target, hidden);
        var logged = new HashMap<>(DynamicTokenizer.figures(graph.parameterMap(), "dct.", task.contrasts()));
        Tensor across = preset.tokens().lookedAcross(graph.parameters(), outputs.encoded(), study.present());
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
        Tensor seen = voxels.times(hidden.negate().plus(1).unsqueeze(-1));
        var picture = new Picture(
                study.images(),
                Patches.back(seen, study.images(), edge),
                Patches.back(isStandardised ? Patches.asIn(predicted, voxels) : predicted, study.images(), edge));
        return new Terms(List.of(new Term("reconstruction", loss, 1)), logged, picture);
    }

    private static TokenMask mask(AmaePreset preset) {
        int edge = preset.grid();
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

    @Override
    public Loading export(Task task) {
        var preset = presets.apply(task);
        return preset.network().export(preset);
    }

    @Override
    public Layers layers(Task task) {
        var preset = presets.apply(task);
        return preset.network().layers(preset);
    }

    @Override
    public Tensor encoder(Graph graph, Task task) {
        var preset = presets.apply(task);
        return preset.network().encoder(graph, preset, task);
    }

    // ---- fine-tuning

    /** Labels every voxel from the tokens and images of the contrasts that are there. */
    @Override
    public Objective finetuning(Task task) {
        var preset = presets.apply(task);
        return new Objective(
                id + "-finetuning", graph -> finetuning(graph, preset, task), preset.finetuningOptimizer());
    }

    private static Terms finetuning(Graph graph, AmaePreset preset, Task task) {
        Tensor logits = preset.network().logits(graph, preset, preset.finetuningBatch(), task);
        int crop = preset.crop();
        Tensor labels = graph.input("labels", Type.INT64, preset.finetuningBatch(), crop, crop, crop);
        var terms = new ArrayList<Term>();
        terms.add(new Term("dice", SoftDice.MONAI.withoutBackground().loss(logits.softmax(1), labels), 1));
        if (preset.crossEntropy() > 0) {
            terms.add(new Term("cross_entropy", CrossEntropy.loss(logits, labels), preset.crossEntropy()));
        }
        return new Terms(terms, Map.of());
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
    public Tensor segmentation(Graph graph, Task task) {
        var preset = presets.apply(task);
        return preset.network().logits(graph, preset, preset.finetuningBatch(), task);
    }
}
