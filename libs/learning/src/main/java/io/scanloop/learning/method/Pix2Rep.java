package io.scanloop.learning.method;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.GridCorners;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.inference.Sight;
import io.scanloop.learning.inference.SlidingWindow;
import io.scanloop.learning.inference.Weighting;
import io.scanloop.learning.loss.BarlowTwins;
import io.scanloop.learning.loss.CrossEntropy;
import io.scanloop.learning.loss.NtXent;
import io.scanloop.learning.loss.VectorFigures;
import io.scanloop.learning.network.PixelUnet;
import io.scanloop.learning.view.CropBatch;
import io.scanloop.learning.view.LightChange;
import io.scanloop.learning.view.SliceCase;
import io.scanloop.learning.view.SlicePairs;
import io.scanloop.learning.view.Views;
import io.scanloop.learning.weights.Loading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Pix2Rep (Seince et al. 2024): a whole U-Net of the plane learns vectors of pixels that move with the image and do not
 * heed its intensities. Of one slice under two intensity laws, the features of the first are moved and the image of the
 * second; pixel by pixel they are to agree, {@code phi . g(f(t(x)))} with {@code g(f(phi . t'(x)))}.
 *
 * <p>Studies are seen as axial slices of one contrast, the first of the task's that they have, see {@link SliceCase}.
 */
final class Pix2Rep implements Method {
    private static final double OVERLAP = 0.25;

    /** Intensities in [0, 1] change a little; no flips, which would exchange classes that name a side. */
    private static final LightChange CHANGE = new LightChange(0, 0.1, 0.05);

    private final Function<Task, Pix2RepPreset> presets;

    Pix2Rep() {
        this(task -> Pix2RepPreset.ALL.named(task.preset()));
    }

    Pix2Rep(Function<Task, Pix2RepPreset> presets) {
        this.presets = presets;
    }

    @Override
    public String id() {
        return "pix2rep";
    }

    @Override
    public StudyPart studyPart() {
        return StudyPart.SLICES_OF_ONE_CONTRAST;
    }

    // ---- network

    /** f: vectors (B, D, X, Y) of images (B, 1, X, Y). */
    private static Tensor vectors(Pix2RepPreset preset, Tensor images) {
        return preset.network().vectors(images.graph().parameters().in("backbone"), images);
    }

    /** Slices that come as volumes one voxel deep, (B, 1, X, Y, 1). */
    static Tensor slices(Graph graph, Pix2RepPreset preset, long batch) {
        int crop = preset.crop();
        return Channels.of(graph, batch, 1, crop, crop, 1).images();
    }

    @Override
    public Tensor encoder(Graph graph, Task task) {
        var preset = presets.apply(task);
        return vectors(preset, slices(graph, preset, 1).squeeze(4));
    }

    // ---- pre-training

    /** Compares pixels of two views. */
    @Override
    public Objective pretraining(Task task) {
        var preset = presets.apply(task);
        return new Objective("pix2rep-pretraining", graph -> pretraining(graph, preset), preset.pretrainingOptimizer());
    }

    private static Terms pretraining(Graph graph, Pix2RepPreset preset) {
        long batch = preset.pretrainingBatch();
        long crop = preset.crop();
        Tensor first = graph.input("first", Type.FLOAT32, batch, 1, crop, crop);
        Tensor second = graph.input("second", Type.FLOAT32, batch, 1, crop, crop);
        Tensor points = graph.input("points", Type.FLOAT32, batch, crop, crop, 2);
        Tensor pixels = graph.input("pixels", Type.INT64, preset.pixels());
        Tensor valid = graph.input("valid", Type.FLOAT32, preset.pixels());

        // one after the other, so that each has the batch norm of its own view
        Tensor featuresMoved = projected(preset, first).gridSample(points, GridCorners.ALIGNED);
        Tensor imageMoved = projected(preset, second.gridSample(points, GridCorners.ALIGNED));
        Tensor one = rows(featuresMoved, pixels);
        Tensor other = rows(imageMoved, pixels);

        var terms = terms(preset, one, other, valid);
        var figures = new VectorFigures(one, other, valid).logged();
        var picture = SimilarityMap.of(
                SimilarityMap.asked(pixels, valid, first),
                featuresMoved,
                imageMoved,
                first.gridSample(points, GridCorners.ALIGNED),
                second.gridSample(points, GridCorners.ALIGNED));
        return new Terms(terms, figures, picture);
    }

    private static List<Term> terms(Pix2RepPreset preset, Tensor one, Tensor other, Tensor valid) {
        return switch (preset.loss()) {
            case INFO_NCE -> List.of(new Term("info_nce", new NtXent(preset.temperature()).loss(one, other, valid), 1));
            case BARLOW_TWINS -> {
                var parts = new BarlowTwins(preset.lambda()).parts(one, other, valid);
                yield List.of(
                        new Term("diagonal", parts.invariance(), 1),
                        new Term("others", parts.redundancy(), preset.lambda()));
            }
        };
    }

    /** g after f: (B, d, X, Y). */
    private static Tensor projected(Pix2RepPreset preset, Tensor images) {
        var head = images.graph().parameters().in("projection");
        return PixelUnet.projected(head, vectors(preset, images), preset.projection());
    }

    /** The vectors (M, d) of some pixels of (B, d, X, Y), which are numbered in (B, X, Y). */
    private static Tensor rows(Tensor grid, Tensor pixels) {
        return grid.permute(0, 2, 3, 1).reshape(-1, grid.size(1)).indexSelect(0, pixels);
    }

    @Override
    public Views pretrainingViews(Task task) {
        var preset = presets.apply(task);
        int contrasts = task.contrasts().size();
        var pairs = new SlicePairs(
                preset.crop(), preset.crop(), preset.intensities(), preset.move(), preset.pixels(), preset.where());
        return Views.of(
                preset.pretrainingBatch(), (cases, draws) -> pairs.make(SliceCase.all(cases, contrasts), draws));
    }

    // ---- export

    /** The whole U-Net is taken over with its running statistics; the head of the pre-training stays behind. */
    @Override
    public Loading export(Task task) {
        return new Loading(Map.of("backbone.", "backbone."), List.of("projection."), List.of("backbone."));
    }

    @Override
    public Layers layers(Task task) {
        int depth = presets.apply(task).network().depth();
        var encoder = IntStream.rangeClosed(0, depth)
                .mapToObj(level -> List.of("backbone.encoder.%d.".formatted(level)))
                .toList();
        var decoder = IntStream.range(0, depth)
                .mapToObj(step -> List.of("backbone.decoder.%d.".formatted(depth - 1 - step)))
                .toList();
        return new Layers(encoder, decoder);
    }

    // ---- fine-tuning

    /** Labels every pixel from its vector. */
    @Override
    public Objective finetuning(Task task) {
        var preset = presets.apply(task);
        return new Objective(
                "pix2rep-finetuning", graph -> finetuning(graph, preset, task), preset.finetuningOptimizer());
    }

    @Override
    public Objective scratch(Task task) {
        var objective = finetuning(task);
        return objective.with(
                objective.name(), objective.program(), presets.apply(task).scratchOptimizer());
    }

    private static Terms finetuning(Graph graph, Pix2RepPreset preset, Task task) {
        return new Terms(losses(segmentation(graph, preset, preset.finetuningBatch(), task), preset), Map.of());
    }

    /** What the logits of labelled slices are judged by. */
    static List<Term> losses(Tensor logits, Pix2RepPreset preset) {
        int crop = preset.crop();
        Tensor labels = logits.graph().input("labels", Type.INT64, logits.size(0), crop, crop, 1);
        var terms = new ArrayList<Term>();
        terms.add(new Term("dice", preset.dice().loss(logits.softmax(1), labels), 1));
        if (preset.crossEntropy() > 0) {
            terms.add(new Term("cross_entropy", CrossEntropy.loss(logits, labels), preset.crossEntropy()));
        }
        return terms;
    }

    private static Tensor segmentation(Graph graph, Pix2RepPreset preset, long batch, Task task) {
        return logits(slices(graph, preset, batch), graph.parameters(), preset, task);
    }

    /** Logits (B, classes, X, Y, 1) of slices (B, 1, X, Y, 1). */
    static Tensor logits(Tensor slices, Parameters scope, Pix2RepPreset preset, Task task) {
        Tensor vectors = preset.network().vectors(scope.in("backbone"), slices.squeeze(4));
        return PixelUnet.logits(scope.in("head"), vectors, task.classes()).unsqueeze(4);
    }

    @Override
    public Optional<MeanTeacher> meanTeacher(Task task) {
        return Optional.of(Pix2RepTeaching.of(finetuning(task), presets.apply(task), task));
    }

    @Override
    public Views finetuningViews(Task task) {
        var preset = presets.apply(task);
        int contrasts = task.contrasts().size();
        var crops = new CropBatch(1, preset.crops(task), CHANGE, 0);
        return Views.of(
                preset.finetuningBatch(), (cases, draws) -> crops.labelled(SliceCase.all(cases, contrasts), draws));
    }

    // ---- inference

    @Override
    public SlidingWindow windows(Task task) {
        var preset = presets.apply(task);
        return new SlidingWindow(
                preset.crop(), preset.crop(), 1, OVERLAP, Weighting.GAUSSIAN, preset.finetuningBatch());
    }

    @Override
    public Tensor segmentation(Graph graph, Task task) {
        var preset = presets.apply(task);
        return segmentation(graph, preset, preset.finetuningBatch(), task);
    }

    @Override
    public Sight sight(Task task) {
        return new SliceSight(task.contrasts().size());
    }
}
