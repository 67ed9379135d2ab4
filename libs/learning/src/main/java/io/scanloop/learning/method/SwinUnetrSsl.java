package io.scanloop.learning.method;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.inference.SlidingWindow;
import io.scanloop.learning.inference.Weighting;
import io.scanloop.learning.loss.CrossEntropy;
import io.scanloop.learning.loss.NtXent;
import io.scanloop.learning.network.PatchMerging;
import io.scanloop.learning.network.Presence;
import io.scanloop.learning.network.SwinUnetr;
import io.scanloop.learning.view.BalancedCrops;
import io.scanloop.learning.view.CropBatch;
import io.scanloop.learning.view.TurnedPairs;
import io.scanloop.learning.view.UnitRange;
import io.scanloop.learning.view.Views;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.PublishedWeights;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Swin UNETR (Hatamizadeh et al. 2022) with its pre-training (Tang et al. 2022): rebuild what was hidden, tell the turn,
 * tell crops apart. See {@code docs/methods/swin-unetr.md}; where paper and code disagree: {@link SwinUnetrPreset}.
 *
 * <p>Its encoder merges as MONAI does from 1.5.0 on ({@link PatchMerging#MONAI}). As {@code swin-unetr-legacy} it merges in
 * the faulty order that weights published before 2025 were trained with ({@link PatchMerging#LEGACY}); all else is the same.
 *
 * <p>One contrast goes in: the first of the task's that a study has, brought to 0 to 1 by its {@link UnitRange}.
 */
final class SwinUnetrSsl implements Method {
    private static final double OVERLAP = 0.5;
    private static final String ENCODER = "swinViT.";
    private static final String LEGACY_NAMES =
            "so do those of the published weights, which MONAI 1.4 or older trained with another order of patch merging."
                    + " Choose the method swin-unetr-legacy for such; if MONAI 1.5 or later trained these, with its default"
                    + " merging, take \"module.\" off the names";

    private final String id;
    private final Function<Task, SwinUnetrPreset> presets;

    SwinUnetrSsl() {
        this(task -> SwinUnetrPreset.ALL.named(task.preset()));
    }

    SwinUnetrSsl(Function<Task, SwinUnetrPreset> presets) {
        this("swin-unetr", presets);
    }

    private SwinUnetrSsl(String id, Function<Task, SwinUnetrPreset> presets) {
        this.id = id;
        this.presets = presets;
    }

    /** As the published weights need it. */
    static SwinUnetrSsl legacy() {
        return new SwinUnetrSsl(
                "swin-unetr-legacy",
                task -> SwinUnetrPreset.ALL.named(task.preset()).merging(PatchMerging.LEGACY));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public StudyPart studyPart() {
        return StudyPart.ONE_CONTRAST;
    }

    // ---- pre-training

    @Override
    public Objective pretraining(Task task) {
        var preset = presets.apply(task);
        return new Objective(
                "swin-unetr-pretraining", graph -> pretraining(graph, preset), preset.pretrainingOptimizer());
    }

    private static Terms pretraining(Graph graph, SwinUnetrPreset preset) {
        int crop = preset.crop();
        long pairs = preset.pretrainingBatch();
        Tensor images = graph.input("images", Type.FLOAT32, 2 * pairs, 1, crop, crop, crop);
        Tensor targets = graph.input("targets", Type.FLOAT32, 2 * pairs, 1, crop, crop, crop);
        Tensor turns = graph.input("turns", Type.INT64, 2 * pairs);

        var encoder = preset.encoder();
        List<Tensor> outputs = encoder.outputs(graph.parameters().in("swinViT"), images);
        var said = preset.heads().of(graph.parameters(), outputs.get(outputs.size() - 1), encoder.doublings(), 1);
        Tensor first = said.contrast().slice(0, 0, pairs);
        Tensor second = said.contrast().slice(0, pairs, 2 * pairs);
        Tensor isRight = said.rotation().argmax(1).minus(turns).equalTo(0);
        Tensor positive =
                first.normalize(1).times(second.normalize(1)).sum(1).mean().detach();
        return new Terms(
                List.of(
                        new Term(
                                "reconstruction",
                                said.image().minus(targets).abs().mean(),
                                1),
                        new Term("rotation", CrossEntropy.loss(said.rotation(), turns), 1),
                        new Term("contrast", new NtXent(preset.temperature()).loss(first, second), 1)),
                Map.of(
                        "rotation_accuracy", isRight.to(Type.FLOAT32).mean(),
                        "cosine/positive", positive,
                        "cosine/negative", negative(said.contrast(), positive)),
                new Picture(targets, images, said.image()));
    }

    /** Mean cosine of the vectors that are no pair: that of all, less those with themselves and their partners. */
    static Tensor negative(Tensor vectors, Tensor positive) {
        double rows = vectors.size(0);
        Tensor all = vectors.normalize(1).sum(0).square().sum().detach();
        return all.minus(rows).minus(positive.times(rows)).over(Math.max(1, rows * (rows - 2)));
    }

    @Override
    public Views pretrainingViews(Task task) {
        var preset = presets.apply(task);
        var pairs = new TurnedPairs(
                preset.crop(), UnitRange.of(task.contrasts()), preset.plane(), preset.cutout(), preset.passes());
        return Views.logging(preset.pretrainingBatch(), pairs::batch);
    }

    // ---- export

    /** The encoder is taken over, all of it; the heads stay behind. */
    @Override
    public Loading export(Task task) {
        return new Loading(
                Map.of(ENCODER, ENCODER), List.of("rotation_head.", "contrastive_head.", "conv."), List.of(ENCODER));
    }

    @Override
    public PublishedWeights published(Task task) {
        var encoder = PublishedWeights.swinEncoder();
        boolean isLegacy = presets.apply(task).encoder().merging() == PatchMerging.LEGACY;
        return isLegacy ? encoder : encoder.refusing("module.", LEGACY_NAMES);
    }

    /** All outputs of the encoder in one row, so that each weight has its say. */
    @Override
    public Tensor encoder(Graph graph, Task task) {
        var preset = presets.apply(task);
        List<Tensor> outputs =
                preset.encoder().outputs(graph.parameters().in("swinViT"), image(graph, preset, 1, task));
        return Graph.concat(
                0, outputs.stream().map(output -> output.reshape(-1)).toList());
    }

    // ---- fine-tuning

    @Override
    public Objective finetuning(Task task) {
        var preset = presets.apply(task);
        return new Objective(
                "swin-unetr-finetuning", graph -> finetuning(graph, preset, task), preset.finetuningOptimizer());
    }

    private static Terms finetuning(Graph graph, SwinUnetrPreset preset, Task task) {
        Tensor logits = segmentation(graph, preset, preset.finetuningBatch(), task);
        int crop = preset.crop();
        Tensor labels = graph.input("labels", Type.INT64, preset.finetuningBatch(), crop, crop, crop);
        return new Terms(
                List.of(
                        new Term("dice", preset.dice().loss(logits.softmax(1), labels), 1),
                        new Term("cross_entropy", CrossEntropy.loss(logits, labels), 1)),
                Map.of());
    }

    /** Logits (B, classes, X, Y, Z). */
    private static Tensor segmentation(Graph graph, SwinUnetrPreset preset, long batch, Task task) {
        return new SwinUnetr(preset.encoder(), task.classes(), preset.norm())
                .logits(graph.parameters(), image(graph, preset, batch, task));
    }

    /** (B, 1, X, Y, Z), 0 to 1, from all contrasts of the task. */
    private static Tensor image(Graph graph, SwinUnetrPreset preset, long batch, Task task) {
        int crop = preset.crop();
        long contrasts = task.contrasts().size();
        Tensor images = graph.input("images", Type.FLOAT32, batch, contrasts, crop, crop, crop);
        Tensor present = graph.input("present", Type.FLOAT32, batch, contrasts);
        var ranges = UnitRange.of(task.contrasts()).stream()
                .<UnaryOperator<Tensor>>map(range -> range::unit)
                .toList();
        return Presence.first(images, present, ranges);
    }

    @Override
    public Views finetuningViews(Task task) {
        var preset = presets.apply(task);
        int contrasts = task.contrasts().size();
        var where = new BalancedCrops(
                preset.crop(),
                preset.positiveShare(),
                contrasts,
                task.classValues().size());
        var crops = new CropBatch(contrasts, where, preset.change(), 0);
        return Views.of(
                preset.finetuningBatch(),
                (cases, draws) -> preset.plane().some(crops.labelled(cases, draws), preset.quarters(), draws));
    }

    // ---- inference

    @Override
    public SlidingWindow windows(Task task) {
        var preset = presets.apply(task);
        return new SlidingWindow(
                preset.crop(), preset.crop(), preset.crop(), OVERLAP, Weighting.CONSTANT, preset.finetuningBatch());
    }

    @Override
    public Tensor segmentation(Graph graph, Task task) {
        var preset = presets.apply(task);
        return segmentation(graph, preset, preset.finetuningBatch(), task);
    }
}
