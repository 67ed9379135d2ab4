package io.scanloop.learning.method;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.inference.SlidingWindow;
import io.scanloop.learning.inference.Weighting;
import io.scanloop.learning.loss.AttentionDistillation;
import io.scanloop.learning.loss.CrossEntropy;
import io.scanloop.learning.loss.DiceCrossEntropy;
import io.scanloop.learning.loss.SoftDice;
import io.scanloop.learning.network.MultiScaleFusion;
import io.scanloop.learning.view.CropBatch;
import io.scanloop.learning.view.CropSampler;
import io.scanloop.learning.view.LightChange;
import io.scanloop.learning.view.Views;
import io.scanloop.learning.weights.Loading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * MISSU (Wang et al. 2022), supervised, without pre-training: a U-Net with a transformer at its bottom distils what its own
 * features look like once scales are fused. {@code L = L_seg + 0.3 L_sd} (eq. 6), L_sd over three scales (eq. 4-5). The
 * fusion is there in training only: predictions need neither it nor its weights.
 *
 * <p>All M contrasts are channels, zeros where a study lacks one.
 */
final class Missu implements Method {
    private static final double OVERLAP = 0.2;
    private static final double CLASS_SHARE = 0.7;

    /** [paper]: scale by U(0.9, 1.1), shift by U(-0.1, 0.1). No flips, which would exchange classes that name a side. */
    private static final LightChange CHANGE = new LightChange(0, 0.1, 0.1);

    /** What training adds to the network, by the prefixes of its weights. */
    private static final List<String> TRAINING_ONLY = List.of("msf.", "pyramid.", "aux.");

    private final Function<Task, MissuPreset> presets;

    Missu() {
        this(task -> MissuPreset.ALL.named(task.preset()));
    }

    Missu(Function<Task, MissuPreset> presets) {
        this.presets = presets;
    }

    @Override
    public String id() {
        return "missu";
    }

    @Override
    public boolean pretrains() {
        return false;
    }

    // ---- network

    private static io.scanloop.learning.network.Missu.Outputs network(
            Graph graph, MissuPreset preset, long batch, Task task) {
        int crop = preset.crop();
        var channels = Channels.of(graph, batch, task.contrasts().size(), crop, crop, crop);
        return new io.scanloop.learning.network.Missu(
                        preset.features(),
                        preset.transformer(),
                        preset.positions(),
                        task.classes(),
                        preset.decoderNorm())
                .of(graph.parameters(), channels.images());
    }

    // ---- training

    /** Labels every voxel, and draws local features towards the fused ones. */
    @Override
    public Objective finetuning(Task task) {
        var preset = presets.apply(task);
        return new Objective("missu-finetuning", graph -> finetuning(graph, preset, task), preset.optimizer());
    }

    private static Terms finetuning(Graph graph, MissuPreset preset, Task task) {
        var outputs = network(graph, preset, preset.batch(), task);
        int crop = preset.crop();
        Tensor labels = graph.input("labels", Type.INT64, preset.batch(), crop, crop, crop);
        List<Tensor> fused = new MultiScaleFusion(preset.fusion()).pyramid(graph.parameters(), outputs.local());
        boolean isTaught = preset.msfSupervision() == MissuPreset.Supervision.LABELS;
        var terms = new ArrayList<Term>();
        terms.add(new Term("segmentation", segmentation(preset, task, outputs.logits(), labels), 1));
        for (int scale = 0; scale < fused.size(); scale++) {
            Tensor teacher = isTaught ? fused.get(scale).detach() : fused.get(scale);
            terms.add(new Term(
                    "distillation/" + (scale + 1),
                    AttentionDistillation.loss(outputs.local().get(scale), teacher),
                    preset.distillation()));
        }
        for (int scale = 0; isTaught && scale < fused.size(); scale++) {
            Tensor logits = MultiScaleFusion.classified(
                    graph.parameters().in("aux").in(String.valueOf(scale)), fused.get(scale), task.classes());
            Tensor full = scale == 0 ? logits : logits.upsampleTrilinear(1 << scale);
            terms.add(new Term("fusion/" + (scale + 1), segmentation(preset, task, full, labels), 1.0 / fused.size()));
        }
        return new Terms(terms, Map.of());
    }

    private static Tensor segmentation(MissuPreset preset, Task task, Tensor logits, Tensor labels) {
        return switch (preset.segmentation()) {
            case CROSS_ENTROPY_AND_DICE -> DiceCrossEntropy.MONAI.loss(logits, labels);
            case CROSS_ENTROPY -> CrossEntropy.loss(logits, labels);
            case DICE -> SoftDice.TRANSBTS.loss(logits.softmax(1), labels).times(task.classes() - 1);
        };
    }

    @Override
    public Views finetuningViews(Task task) {
        var preset = presets.apply(task);
        int crop = preset.crop();
        var sampler = new CropSampler(
                crop, crop, crop, CLASS_SHARE, task.classValues().size());
        return Views.of(preset.batch(), new CropBatch(task.contrasts().size(), sampler, CHANGE, 0)::labelled);
    }

    // ---- inference

    /** Without the fusion: its weights stay in the file, all others are needed. */
    @Override
    public Loading inference() {
        return new Loading(Map.of("", ""), TRAINING_ONLY, List.of(""));
    }

    /** Logits (B, classes, X, Y, Z) of a graph for inference. */
    static Tensor logits(Graph graph, MissuPreset preset, Task task) {
        return network(graph, preset, preset.batch(), task).logits();
    }

    @Override
    public SlidingWindow windows(Task task) {
        var preset = presets.apply(task);
        return new SlidingWindow(
                preset.crop(), preset.crop(), preset.crop(), OVERLAP, Weighting.GAUSSIAN, preset.batch());
    }

    @Override
    public Tensor segmentation(Graph graph, Task task) {
        return logits(graph, presets.apply(task), task);
    }

    // ---- no pre-training

    @Override
    public Objective pretraining(Task task) {
        throw supervised();
    }

    @Override
    public Views pretrainingViews(Task task) {
        throw supervised();
    }

    @Override
    public Loading export(Task task) {
        throw supervised();
    }

    @Override
    public Tensor encoder(Graph graph, Task task) {
        throw supervised();
    }

    private static IllegalStateException supervised() {
        return new IllegalStateException("missu has no pre-training: ask pretrains() first");
    }
}
