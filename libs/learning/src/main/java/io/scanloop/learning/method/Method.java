package io.scanloop.learning.method;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.inference.Mirrors;
import io.scanloop.learning.inference.Predictor;
import io.scanloop.learning.inference.Sight;
import io.scanloop.learning.inference.SlidingWindow;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.view.Views;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.PublishedWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One of the published systems: what to train in each phase, on what, and how to predict with the result. */
public interface Method {
    /** As projects and events call it, e.g. {@code amae}. */
    String id();

    /**
     * Whether it trains without labels first. Where not, {@link #pretraining}, its views, {@link #export} and {@link
     * #encoder} are not asked for, and throw an {@link IllegalStateException}.
     */
    default boolean pretrains() {
        return true;
    }

    /** What its network gets to see of a study. */
    default StudyPart studyPart() {
        return StudyPart.ALL_CONTRASTS;
    }

    /**
     * What {@link #export} hands on, layer by layer, every parameter in exactly one of them. Where a method does not say
     * more: one encoder.
     */
    default Layers layers(Task task) {
        return Layers.one(export(task).renamed().values());
    }

    /** Trains without labels. */
    Objective pretraining(Task task);

    /** Trains on labelled studies. */
    Objective finetuning(Task task);

    /** The same where no pre-training goes before: the network and the loss of {@link #finetuning}, at rates for fresh weights. */
    default Objective scratch(Task task) {
        return finetuning(task);
    }

    /** Batches of the pre-training. */
    Views pretrainingViews(Task task);

    /** Batches of the fine-tuning; takes labelled cases only. */
    Views finetuningViews(Task task);

    /** Trains on labelled and unlabelled studies together, where the method has a way to. */
    default Optional<MeanTeacher> meanTeacher(Task task) {
        return Optional.empty();
    }

    /** Which weights of the pre-training go where in the network of the fine-tuning, and which of its own need them. */
    Loading export(Task task);

    /**
     * How weights that others published for this method come into the network of the fine-tuning. Where a method does not
     * say more: under the names that its own pre-training has.
     */
    default PublishedWeights published(Task task) {
        return PublishedWeights.of(export(task));
    }

    /**
     * Builds into an empty graph the part that the pre-training hands on, with inputs as for prediction, so that it can be
     * compared before and after {@link #export}.
     *
     * @return its output
     */
    Tensor encoder(Graph graph, Task task);

    /** How {@link #predictor} puts a volume together from windows. */
    SlidingWindow windows(Task task);

    /** How it sees a study. */
    default Sight sight(Task task) {
        return Sight.WHOLE;
    }

    /**
     * Builds into an empty graph the network that labels windows, without what serves training only.
     *
     * @return logits (B, classes, X, Y, Z) of {@code images} (B, M, X, Y, Z) and {@code present} (B, M), of the batch and size
     *     of {@link #windows} and the channels of {@link #sight}
     */
    Tensor segmentation(Graph graph, Task task);

    /** Which weights of a fine-tuning go where in it: all, under their names, where a method does not say more. */
    default Loading inference() {
        return Loading.exact();
    }

    /**
     * Compiles the network for inference; the caller closes it.
     *
     * @param weights safetensors files of a fine-tuning
     * @throws IllegalArgumentException when the weights are of another network
     * @throws IOException when they cannot be read
     */
    default Predictor predictor(Task task, List<Path> weights) throws IOException {
        var graph = Graph.named(id() + "-inference");
        var program = Program.forward(graph, Map.of("logits", segmentation(graph, task)));
        try {
            program.load(weights, inference());
        } catch (IOException | RuntimeException e) {
            program.close();
            throw e;
        }
        int channels = sight(task).channels(task.contrasts()).size();
        return new Predictor(program, windows(task), channels, task.classes(), Mirrors.NONE, sight(task));
    }
}
