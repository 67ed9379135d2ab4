package io.scanloop.worker;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.inference.Predictor;
import io.scanloop.learning.inference.SlidingWindow;
import io.scanloop.learning.inference.Weighting;
import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.view.Views;
import io.scanloop.learning.weights.Loading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Gives the first class to all that is bright in the first contrast: what comes out is known beforehand. */
final class BrightnessMethod implements Method {
    static final String ID = "brightness";
    private static final int WINDOW = 16;
    private static final double BRIGHT = 1;

    @Override
    public String id() {
        return ID;
    }

    @Override
    public SlidingWindow windows(Task task) {
        return new SlidingWindow(WINDOW, WINDOW, WINDOW, 0.5, Weighting.GAUSSIAN, 1);
    }

    @Override
    public Tensor segmentation(Graph graph, Task task) {
        long contrasts = task.contrasts().size();
        Tensor images = graph.input("images", Type.FLOAT32, 1, contrasts, WINDOW, WINDOW, WINDOW);
        graph.input("present", Type.FLOAT32, 1, contrasts);
        Tensor first = images.slice(1, 0, 1);
        var logits = new ArrayList<Tensor>();
        logits.add(first.negate().plus(BRIGHT));
        logits.add(first.minus(BRIGHT));
        while (logits.size() < task.classes()) {
            logits.add(first.times(0).minus(100));
        }
        return Graph.concat(1, logits);
    }

    /** Whatever the weights are. */
    @Override
    public Predictor predictor(Task task, List<Path> weights) {
        var graph = Graph.named(ID);
        var program = Program.forward(graph, Map.of("logits", segmentation(graph, task)));
        return new Predictor(program, windows(task), task.contrasts().size(), task.classes());
    }

    @Override
    public Objective pretraining(Task task) {
        throw new UnsupportedOperationException("only predicts");
    }

    @Override
    public Objective finetuning(Task task) {
        throw new UnsupportedOperationException("only predicts");
    }

    @Override
    public Views pretrainingViews(Task task) {
        throw new UnsupportedOperationException("only predicts");
    }

    @Override
    public Views finetuningViews(Task task) {
        throw new UnsupportedOperationException("only predicts");
    }

    @Override
    public Tensor encoder(Graph graph, Task task) {
        throw new UnsupportedOperationException("only predicts");
    }

    @Override
    public Loading export(Task task) {
        throw new UnsupportedOperationException("only predicts");
    }
}
