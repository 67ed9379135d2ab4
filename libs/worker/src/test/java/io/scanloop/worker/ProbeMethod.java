package io.scanloop.worker;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.inference.SlidingWindow;
import io.scanloop.learning.inference.Weighting;
import io.scanloop.learning.loss.CrossEntropy;
import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.view.Case;
import io.scanloop.learning.view.CropBatch;
import io.scanloop.learning.view.CropSampler;
import io.scanloop.learning.view.Draws;
import io.scanloop.learning.view.LightChange;
import io.scanloop.learning.view.Views;
import io.scanloop.learning.weights.Loading;
import java.util.List;
import java.util.Map;

/**
 * The smallest method that has all a method has: one convolution as the encoder, a linear map to rebuild the images or
 * to find classes. It trains in milliseconds, with dropout, so that the engine's chance is part of what is tested.
 */
final class ProbeMethod implements Method {
    static final String ID = "probe";
    private static final int CROP = 16;
    private static final int BATCH = 2;
    private static final int WIDTH = 6;
    private final double blowUp;

    ProbeMethod() {
        this(1);
    }

    /** @param blowUp factor of the loss: infinite makes it so */
    ProbeMethod(double blowUp) {
        this.blowUp = blowUp;
    }

    @Override
    public String id() {
        return ID;
    }

    private static Tensor images(Graph graph, Task task, long batch) {
        long contrasts = task.contrasts().size();
        graph.input("present", Type.FLOAT32, batch, contrasts);
        return graph.input("images", Type.FLOAT32, batch, contrasts, CROP, CROP, CROP);
    }

    private static Tensor features(Graph graph, Tensor images) {
        long contrasts = images.size(1);
        Tensor weight =
                graph.parameters().in("encoder").get("weight", Initializer.xavierUniform(), WIDTH, contrasts, 3, 3, 3);
        return images.conv3d(weight, null, 1, 1, 1).gelu().dropout(0.1);
    }

    private static Tensor head(Graph graph, Tensor features, String name, long channels) {
        Tensor weight =
                graph.parameters().in(name).get("weight", Initializer.xavierUniform(), channels, WIDTH, 1, 1, 1);
        Tensor bias = graph.parameters().in(name).get("bias", Initializer.zeros(), channels);
        return features.conv3d(weight, bias, 1, 0, 1);
    }

    @Override
    public Objective pretraining(Task task) {
        return new Objective(
                "probe-pretraining",
                graph -> {
                    Tensor images = images(graph, task, BATCH);
                    Tensor rebuilt = head(graph, features(graph, images), "rebuild", images.size(1));
                    return Terms.of(
                            "rebuilt", rebuilt.minus(images).square().mean().times(blowUp));
                },
                OptimizerPlan.adamW(Schedule.warmUpCosine(1e-2, 0.1, 0), 0.01, 1));
    }

    @Override
    public Objective finetuning(Task task) {
        return new Objective(
                "probe-finetuning",
                graph -> {
                    Tensor logits = head(graph, features(graph, images(graph, task, BATCH)), "head", task.classes());
                    Tensor labels = graph.input("labels", Type.INT64, BATCH, CROP, CROP, CROP);
                    return Terms.of(
                            "cross_entropy", CrossEntropy.loss(logits, labels).times(blowUp));
                },
                OptimizerPlan.adamW(Schedule.warmUpCosine(1e-2, 0.1, 0), 0.01, 1));
    }

    private interface Inputs {
        Map<String, HostTensor> of(List<Case> cases, Draws draws);
    }

    private static Views views(Inputs inputs) {
        return new Views() {
            @Override
            public int cases() {
                return BATCH;
            }

            @Override
            public Batch make(List<Case> drawn, Draws draws) {
                return new Batch(inputs.of(drawn, draws), Map.of());
            }
        };
    }

    @Override
    public Views pretrainingViews(Task task) {
        return views(new CropBatch(
                task.contrasts().size(), CropSampler.uniform(CROP, CROP, CROP), new LightChange(0.5, 0, 0), 0)::images);
    }

    @Override
    public Views finetuningViews(Task task) {
        var sampler = new CropSampler(CROP, CROP, CROP, 0.7, task.classValues().size());
        return views(new CropBatch(task.contrasts().size(), sampler, new LightChange(0.5, 0.1, 0.1), 0)::labelled);
    }

    @Override
    public Loading export(Task task) {
        return new Loading(Map.of("encoder.", "encoder."), List.of("rebuild."), List.of("encoder."));
    }

    @Override
    public Tensor encoder(Graph graph, Task task) {
        return features(graph, images(graph, task, 1));
    }

    @Override
    public SlidingWindow windows(Task task) {
        return new SlidingWindow(CROP, CROP, CROP, 0.25, Weighting.CONSTANT, 1);
    }

    @Override
    public Tensor segmentation(Graph graph, Task task) {
        return head(graph, features(graph, images(graph, task, 1)), "head", task.classes());
    }
}
