package io.scanloop.learning.method;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.inference.SlidingWindow;
import io.scanloop.learning.inference.Weighting;
import io.scanloop.learning.loss.CrossEntropy;
import io.scanloop.learning.loss.MaskedReconstruction;
import io.scanloop.learning.loss.SelfDistillation;
import io.scanloop.learning.network.Blocks;
import io.scanloop.learning.network.Presence;
import io.scanloop.learning.network.SmitStudent;
import io.scanloop.learning.network.SmitUnet;
import io.scanloop.learning.view.BalancedCrops;
import io.scanloop.learning.view.CropBatch;
import io.scanloop.learning.view.MaskedPairs;
import io.scanloop.learning.view.QuarterTurn;
import io.scanloop.learning.view.Views;
import io.scanloop.learning.weights.Loading;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * SMIT (Jiang et al. 2022): a student sees two crops of a study with blocks hidden. It rebuilds what is hidden (MIP), gives
 * for hidden tokens the answer of a teacher who sees the whole crop (MPD), and for the crop the teacher's answer for the
 * other one (ITD). The teacher is the student's moving average. See {@code docs/methods/smit.md}; where paper and code
 * disagree: {@link SmitPreset}.
 *
 * <p>One contrast goes in: the first of the task's that a study has, as normalised.
 */
final class Smit implements Method {
    private static final double OVERLAP = 0.5;
    private static final String STUDENT = "student.";
    private static final String TEACHER = "teacher.";
    private static final String TRANSFORMER = "transformer.";
    private static final String PATCH_TEMPERATURE = "temperature_tokens";
    private static final String GLOBAL_TEMPERATURE = "temperature_global";
    private static final String PROTOTYPES = "prototypes_learn";

    private final Function<Task, SmitPreset> presets;

    Smit() {
        this(task -> SmitPreset.ALL.named(task.preset()));
    }

    Smit(Function<Task, SmitPreset> presets) {
        this.presets = presets;
    }

    @Override
    public String id() {
        return "smit";
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
                "smit-pretraining",
                graph -> pretraining(graph, preset),
                preset.pretrainingOptimizer(),
                new Teacher(STUDENT, TEACHER, Schedule.momentum(preset.momentum())),
                Map.of(
                        PATCH_TEMPERATURE, preset.patchTemperature(),
                        GLOBAL_TEMPERATURE, preset.globalTemperature(),
                        PROTOTYPES, Schedule.ramp(0, 1, preset.still(), preset.still())));
    }

    private static Terms pretraining(Graph graph, SmitPreset preset) {
        int crop = preset.crop();
        long views = 2L * preset.pretrainingBatch();
        long along = crop / preset.block();
        Tensor images = graph.input("images", Type.FLOAT32, views, 1, crop, crop, crop);
        Tensor hidden = graph.input("hidden", Type.FLOAT32, views, along, along, along);
        Tensor patchTemperature = graph.input(PATCH_TEMPERATURE, Type.FLOAT32);
        Tensor globalTemperature = graph.input(GLOBAL_TEMPERATURE, Type.FLOAT32);
        Tensor learning = graph.input(PROTOTYPES, Type.FLOAT32);

        Tensor tokens = Blocks.spread(hidden, along, preset.block() / 2);
        var student = new SmitStudent(preset.encoder(), preset.head())
                .of(graph.parameters().in("student"), images, tokens, learning);
        var teacher = new SmitStudent(preset.steadyEncoder(), preset.head())
                .answers(graph.parameters().in("teacher"), images);
        Tensor patchCentre = centre(graph, "tokens", teacher.tokens());
        Tensor globalCentre = centre(graph, "global", teacher.global());

        Tensor voxels = Blocks.spread(hidden, along, preset.block());
        var distillation = SelfDistillation.PAPER;
        return graph.precisely(() -> new Terms(
                List.of(
                        new Term("mip", MaskedReconstruction.absolute(student.image(), images, voxels), 1),
                        new Term(
                                "mpd",
                                distillation.patches(
                                        teacher.tokens(),
                                        student.tokens(),
                                        hidden.reshape(views, -1),
                                        patchCentre,
                                        patchTemperature),
                                preset.patches()),
                        new Term(
                                "itd",
                                distillation.image(teacher.global(), student.global(), globalCentre, globalTemperature),
                                preset.global())),
                Map.of(
                        "entropy/tokens",
                        SelfDistillation.entropy(teacher.tokens(), patchCentre, patchTemperature),
                        "entropy/global",
                        SelfDistillation.entropy(teacher.global(), globalCentre, globalTemperature),
                        "centre/tokens",
                        patchCentre.square().sum().sqrt(),
                        "centre/global",
                        globalCentre.square().sum().sqrt()),
                new Picture(images, images.times(voxels.negate().plus(1)), student.image())));
    }

    /** The centre of a head, which follows the teacher's answers. */
    private static Tensor centre(Graph graph, String head, Tensor answers) {
        Tensor centre = graph.parameters().in("centre").buffer(head, Initializer.zeros(), answers.size(-1));
        graph.update(centre, SelfDistillation.nextCentre(centre, answers));
        return centre;
    }

    @Override
    public Views pretrainingViews(Task task) {
        var preset = presets.apply(task);
        var pairs = new MaskedPairs(
                preset.around(),
                preset.crop(),
                preset.block(),
                preset.hiddenShare(),
                task.contrasts().size());
        return Views.of(preset.pretrainingBatch(), pairs::batch);
    }

    // ---- export

    /** The encoder of student or teacher is taken over, all of it but the mask token; the rest stays behind. */
    @Override
    public Loading export(Task task) {
        boolean isStudent = presets.apply(task).export() == SmitPreset.Export.STUDENT;
        String from = (isStudent ? STUDENT : TEACHER) + TRANSFORMER;
        return new Loading(
                Map.of(from, TRANSFORMER, TRANSFORMER, TRANSFORMER),
                List.of(STUDENT, TEACHER, "centre.", from + "mask_token"),
                List.of(TRANSFORMER));
    }

    /** All outputs of the encoder in one row, so that each weight has its say. */
    @Override
    public Tensor encoder(Graph graph, Task task) {
        var preset = presets.apply(task);
        List<Tensor> outputs =
                network(preset, task).outputs(graph.parameters().in("transformer"), image(graph, preset, 1, task));
        return Graph.concat(
                0, outputs.stream().map(output -> output.reshape(-1)).toList());
    }

    // ---- fine-tuning

    @Override
    public Objective finetuning(Task task) {
        var preset = presets.apply(task);
        return new Objective("smit-finetuning", graph -> finetuning(graph, preset, task), preset.finetuningOptimizer());
    }

    private static Terms finetuning(Graph graph, SmitPreset preset, Task task) {
        Tensor logits = segmentation(graph, preset, preset.finetuningBatch(), task);
        int crop = preset.crop();
        Tensor labels = graph.input("labels", Type.INT64, preset.finetuningBatch(), crop, crop, crop);
        return new Terms(
                List.of(
                        new Term("dice", preset.dice().loss(logits.softmax(1), labels), 1),
                        new Term("cross_entropy", CrossEntropy.loss(logits, labels), 1)),
                Map.of());
    }

    private static SmitUnet network(SmitPreset preset, Task task) {
        return new SmitUnet(preset.encoder(), task.classes(), preset.decoder(), preset.norm());
    }

    /** Logits (B, classes, X, Y, Z). */
    private static Tensor segmentation(Graph graph, SmitPreset preset, long batch, Task task) {
        return network(preset, task).logits(graph.parameters(), image(graph, preset, batch, task));
    }

    /** (B, 1, X, Y, Z) from all contrasts of the task. */
    private static Tensor image(Graph graph, SmitPreset preset, long batch, Task task) {
        int crop = preset.crop();
        long contrasts = task.contrasts().size();
        Tensor images = graph.input("images", Type.FLOAT32, batch, contrasts, crop, crop, crop);
        return Presence.first(images, graph.input("present", Type.FLOAT32, batch, contrasts));
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
                (cases, draws) -> QuarterTurn.XY.some(crops.labelled(cases, draws), preset.quarters(), draws));
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
