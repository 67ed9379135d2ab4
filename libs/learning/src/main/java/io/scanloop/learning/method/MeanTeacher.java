package io.scanloop.learning.method;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.loss.Consistency;
import io.scanloop.learning.view.Views;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A fine-tuning with a mean teacher (Tarvainen and Valpola 2017) on labelled and unlabelled studies together: half of each
 * batch has labels, and on all of it the network is to agree with the {@linkplain WeightAverage average} of its own weights,
 * which sees the same picture in another light and norms it by the running statistics. The average is what is judged.
 *
 * <p>Pix2Rep's paper names the method and no numbers; these are common practice, [assumed].
 *
 * @param objective of the fine-tuning
 * @param views of it: cases of a batch are the labelled ones, then as many without labels
 */
public record MeanTeacher(Objective objective, Views views) {
    private static final Schedule MOMENTUM = Schedule.averaging(0.99);
    private static final Schedule WEIGHT = Schedule.consistency(0.1, 0.4);
    private static final String CONSISTENCY = "consistency_weight";

    /**
     * Puts the teacher beside a method's fine-tuning.
     *
     * @param supervised the fine-tuning, whose optimiser is taken
     * @param image the input, (B, ...), built into a graph
     * @param logits (B, K, ...) of an image, with parameters of the student's or the teacher's scope
     * @param loss of the logits of the labelled half
     * @param views that give the input and {@code other}, of the same shape: the picture in another light
     */
    static MeanTeacher of(
            Objective supervised,
            Function<Graph, Tensor> image,
            BiFunction<Tensor, Parameters, Tensor> logits,
            Function<Tensor, List<Term>> loss,
            Views views) {
        Function<Graph, Terms> program = graph -> {
            Tensor seen = image.apply(graph);
            Tensor other = graph.input("other", Type.FLOAT32, seen.shape());
            Tensor weight = graph.input(CONSISTENCY, Type.FLOAT32);
            Tensor student = logits.apply(seen, graph.parameters());
            graph.settle(List.of(WeightAverage.PREFIX));
            Tensor teacher = logits.apply(other, WeightAverage.scope(graph));
            var terms = new ArrayList<>(loss.apply(student.slice(0, 0, seen.size(0) / 2)));
            Tensor apart = Consistency.loss(student, teacher);
            terms.add(new Term("consistency", apart.times(weight), 1));
            return new Terms(terms, Map.of("apart", apart.detach()));
        };
        return new MeanTeacher(
                new Objective(
                        supervised.name() + "-mean-teacher",
                        program,
                        supervised.optimizer(),
                        new Teacher("", WeightAverage.PREFIX, MOMENTUM),
                        Map.of(CONSISTENCY, WEIGHT)),
                views);
    }
}
