package io.scanloop.cli.trial;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.inference.SlidingWindow;
import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.view.Views;
import io.scanloop.learning.weights.Loading;

/** A method that learns at a rate at which no weight stays a number for long. */
record Wild(Method method) implements Method {
    private static final double RATE = 1e30;

    private static Objective wild(Objective objective) {
        return objective.with(
                objective.name(), objective.program(), objective.optimizer().with(Schedule.constant(RATE)));
    }

    @Override
    public String id() {
        return method.id();
    }

    @Override
    public Objective pretraining(Task task) {
        return wild(method.pretraining(task));
    }

    @Override
    public Objective finetuning(Task task) {
        return wild(method.finetuning(task));
    }

    @Override
    public Views pretrainingViews(Task task) {
        return method.pretrainingViews(task);
    }

    @Override
    public Views finetuningViews(Task task) {
        return method.finetuningViews(task);
    }

    @Override
    public Loading export(Task task) {
        return method.export(task);
    }

    @Override
    public Tensor encoder(Graph graph, Task task) {
        return method.encoder(graph, task);
    }

    @Override
    public SlidingWindow windows(Task task) {
        return method.windows(task);
    }

    @Override
    public Tensor segmentation(Graph graph, Task task) {
        return method.segmentation(graph, task);
    }
}
