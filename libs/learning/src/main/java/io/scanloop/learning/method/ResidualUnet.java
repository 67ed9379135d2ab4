package io.scanloop.learning.method;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.inference.SlidingWindow;
import io.scanloop.learning.inference.Weighting;
import io.scanloop.learning.loss.DiceCrossEntropy;
import io.scanloop.learning.loss.MaskedReconstruction;
import io.scanloop.learning.network.Blocks;
import io.scanloop.learning.network.Patches;
import io.scanloop.learning.view.CropBatch;
import io.scanloop.learning.view.CropSampler;
import io.scanloop.learning.view.LightChange;
import io.scanloop.learning.view.TokenMask;
import io.scanloop.learning.view.Views;
import io.scanloop.learning.weights.Loading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * The honest baseline: a plain residual U-Net (Kerfoot et al. 2019), trained from scratch or after masked auto-encoding in
 * the manner of nnssl's recipe: blocks are hidden by multiplying them with 0, and the error over what was hidden counts.
 * All M contrasts are channels, zeros where a study lacks one; a block is hidden in all of them at once.
 */
final class ResidualUnet implements Method {
    private static final double OVERLAP = 0.2;
    private static final double CLASS_SHARE = 0.7;

    /** Intensities change a little; no flips, which would exchange classes that name a side. */
    private static final LightChange CHANGE = new LightChange(0, 0.1, 0.1);

    /** The last up-sampling and what follows it: its channels are those of what the network gives. */
    private static final String LAST = "model.2.";

    private final Function<Task, ResidualUnetPreset> presets;

    ResidualUnet() {
        this(task -> ResidualUnetPreset.ALL.named(task.preset()));
    }

    ResidualUnet(Function<Task, ResidualUnetPreset> presets) {
        this.presets = presets;
    }

    @Override
    public String id() {
        return "residual-unet";
    }

    // ---- network

    /** (B, outputs, X, Y, Z) of channels. */
    private static Tensor network(ResidualUnetPreset preset, Tensor images, int outputs) {
        return new io.scanloop.learning.network.ResidualUnet(preset.widths(), preset.units(), outputs)
                .logits(images.graph().parameters(), images);
    }

    private static Channels channels(Graph graph, ResidualUnetPreset preset, long batch, Task task) {
        int crop = preset.crop();
        return Channels.of(graph, batch, task.contrasts().size(), crop, crop, crop);
    }

    /** All but the last up-sampling: what comes up to the second level, made from all levels below and the first. */
    @Override
    public Tensor encoder(Graph graph, Task task) {
        var preset = presets.apply(task);
        var channels = channels(graph, preset, 1, task);
        network(preset, channels.images(), task.classes()); // its stages are asked for, not its end
        return Objects.requireNonNull(graph.stages().get(preset.widths().size() > 2 ? "up1" : "bottom"));
    }

    // ---- pre-training

    /** Rebuilds hidden blocks. */
    @Override
    public Objective pretraining(Task task) {
        var preset = presets.apply(task);
        return new Objective(
                "residual-unet-pretraining", graph -> pretraining(graph, preset, task), preset.pretrainingOptimizer());
    }

    private static Terms pretraining(Graph graph, ResidualUnetPreset preset, Task task) {
        long batch = preset.pretrainingBatch();
        int contrasts = task.contrasts().size();
        var channels = channels(graph, preset, batch, task);
        var mask = mask(preset);
        Tensor kept = graph.input("kept", Type.INT64, batch, 1, mask.kept());
        Tensor hidden = graph.scalar(1)
                .expand(batch, 1, mask.tokens())
                .scatter(2, kept, graph.scalar(0).expand(batch, 1, mask.kept()));
        Tensor shown = Blocks.spread(hidden.negate().plus(1), preset.crop() / preset.edge(), preset.edge());
        Tensor seen = channels.images().times(shown);
        Tensor predicted = network(preset, seen, contrasts);
        Tensor counted = hidden.times(channels.present().unsqueeze(-1));
        Tensor loss = MaskedReconstruction.loss(
                Patches.of(predicted, preset.edge()), Patches.of(channels.images(), preset.edge()), counted);
        return new Terms(
                List.of(new Term("reconstruction", loss, 1)),
                Map.of(),
                new Picture(channels.images(), seen, predicted));
    }

    private static TokenMask mask(ResidualUnetPreset preset) {
        int grid = preset.crop() / preset.edge();
        return new TokenMask(grid * grid * grid, preset.hiddenShare());
    }

    @Override
    public Views pretrainingViews(Task task) {
        var preset = presets.apply(task);
        int crop = preset.crop();
        var crops = new CropBatch(task.contrasts().size(), CropSampler.uniform(crop, crop, crop), LightChange.NONE, 0);
        return Views.of(preset.pretrainingBatch(), (cases, draws) -> {
            var inputs = new HashMap<>(crops.images(cases, draws));
            inputs.put("kept", mask(preset).draws(cases.size(), 1, draws));
            return inputs;
        });
    }

    // ---- export

    /** Everything is taken over but the last up-sampling, whose channels are contrasts before and classes after. */
    @Override
    public Loading export(Task task) {
        return new Loading(
                Map.of("model.0.", "model.0.", "model.1.", "model.1."), List.of(LAST), List.of("model.0.", "model.1."));
    }

    /** Down level by level to the bottom, up level by level but the last. */
    @Override
    public Layers layers(Task task) {
        int levels = presets.apply(task).widths().size();
        var encoder = new ArrayList<List<String>>();
        var decoder = new ArrayDeque<List<String>>();
        var level = "model.";
        for (int i = 0; i + 1 < levels; i++) {
            encoder.add(List.of(level + "0."));
            if (i > 0) {
                decoder.addFirst(List.of(level + "2."));
            }
            level += "1.submodule.";
        }
        encoder.add(List.of(level));
        return new Layers(encoder, List.copyOf(decoder));
    }

    // ---- fine-tuning

    /** Labels every voxel. */
    @Override
    public Objective finetuning(Task task) {
        var preset = presets.apply(task);
        return new Objective(
                "residual-unet-finetuning", graph -> finetuning(graph, preset, task), preset.finetuningOptimizer());
    }

    private static Terms finetuning(Graph graph, ResidualUnetPreset preset, Task task) {
        int crop = preset.crop();
        var channels = channels(graph, preset, preset.finetuningBatch(), task);
        Tensor logits = network(preset, channels.images(), task.classes());
        Tensor labels = graph.input("labels", Type.INT64, preset.finetuningBatch(), crop, crop, crop);
        return Terms.of("segmentation", DiceCrossEntropy.MONAI.loss(logits, labels));
    }

    @Override
    public Views finetuningViews(Task task) {
        var preset = presets.apply(task);
        int crop = preset.crop();
        var sampler = new CropSampler(
                crop, crop, crop, CLASS_SHARE, task.classValues().size());
        return Views.of(preset.finetuningBatch(), new CropBatch(task.contrasts().size(), sampler, CHANGE, 0)::labelled);
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
        Tensor images = channels(graph, preset, preset.finetuningBatch(), task).images();
        return network(preset, images, task.classes());
    }
}
