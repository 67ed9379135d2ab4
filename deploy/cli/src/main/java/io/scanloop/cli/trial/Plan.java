package io.scanloop.cli.trial;

import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trial compares; declared before it runs.
 *
 * @param contrasts that methods may see, the most important first: methods of one contrast take the first that a study has
 * @param classes label values that are segmented, background not among them
 * @param spacing of the networks' grid in mm; empty: that of the first study that is trained on
 * @param testPatients by name; empty: those of the split {@code test} where the folder has one, else drawn
 * @param testCount how many patients are drawn for the test where none are named
 * @param labels numbers of labelled patients; 0 stands for all
 * @param sets how many sets of labelled patients are drawn for each number
 * @param studiesPerPatient how many studies of a labelled patient are used, drawn; 0: all
 * @param iterations of the fine-tuning: each budget is a comparison of its own
 * @param average momentum of the average of weights that is judged beside them, in [0, 1); 0: none
 * @param methods what is tried
 * @param primary the comparison that the trial is for; null where nothing is compared with scratch
 * @param hasVoxelClassifier whether the classifier of single voxels has a row
 * @param seed of all draws
 */
public record Plan(
        List<String> contrasts,
        List<Integer> classes,
        List<Double> spacing,
        List<String> testPatients,
        int testCount,
        List<Integer> labels,
        int sets,
        int studiesPerPatient,
        List<Integer> iterations,
        double average,
        List<Tried> methods,
        @Nullable Primary primary,
        boolean hasVoxelClassifier,
        long seed) {

    /**
     * The one comparison that is declared to count, over all methods that the plan gives its arms; all others explore.
     *
     * @param arm that is compared
     * @param labels number of labelled patients
     * @param iterations budget of the fine-tuning
     * @param against what with: {@link Arm#SCRATCH}, {@link Arm#COMPUTE_MATCHED}, or both
     */
    public record Primary(Arm arm, int labels, int iterations, List<Arm> against) {
        public Primary {
            against = List.copyOf(against);
        }

        boolean isOf(Comparison comparison, Arm other) {
            return comparison.arm() == arm
                    && comparison.labels() == labels
                    && comparison.iterations() == iterations
                    && against.contains(other);
        }
    }

    /**
     * One method.
     *
     * @param method its id
     * @param preset its sizes
     * @param arms what of it is compared; scratch is always among them
     * @param pretrainingIterations 0 where no arm needs a pre-training
     * @param pretrainingSeeds one pre-training each
     * @param layerDecay by which the rates of loaded layers fall towards the input, in (0, 1]; 1: not at all
     */
    public record Tried(
            String method,
            String preset,
            List<Arm> arms,
            int pretrainingIterations,
            List<Long> pretrainingSeeds,
            double layerDecay) {
        public Tried {
            arms = List.copyOf(arms);
            pretrainingSeeds = List.copyOf(pretrainingSeeds);
        }

        private Tried distinct(Task task, List<String> remarks) {
            var known = Methods.named(method);
            var sized = task.with(preset);
            arms.forEach(arm -> arm.finetuning(known, sized)); // refuses what it has not
            if (!arms.contains(Arm.ENCODER_ONLY) || known.layers(sized).hasDecoder()) {
                return this;
            }
            var remark = "%s hands on nothing but an encoder: its arm encoder-only is the arm full".formatted(method);
            if (!remarks.contains(remark)) { // said of another preset
                remarks.add(remark);
            }
            var others = arms.stream().filter(arm -> arm != Arm.ENCODER_ONLY).toList();
            return new Tried(method, preset, others, pretrainingIterations, pretrainingSeeds, layerDecay);
        }
    }

    public Plan {
        contrasts = List.copyOf(contrasts);
        classes = List.copyOf(classes);
        spacing = List.copyOf(spacing);
        testPatients = List.copyOf(testPatients);
        labels = List.copyOf(labels);
        iterations = List.copyOf(iterations);
        methods = List.copyOf(methods);
    }

    /**
     * The same without arms that another arm is: a method that hands on nothing but an encoder has no encoder-only arm.
     *
     * @param remarks takes what was left out, and why
     * @throws IllegalArgumentException when a method has not what an arm needs, or none is left for the primary comparison
     */
    Plan distinct(Task task, List<String> remarks) {
        var plan = new Plan(
                contrasts,
                classes,
                spacing,
                testPatients,
                testCount,
                labels,
                sets,
                studiesPerPatient,
                iterations,
                average,
                methods.stream().map(tried -> tried.distinct(task, remarks)).toList(),
                primary,
                hasVoxelClassifier,
                seed);
        plan.requireCompared();
        return plan;
    }

    /** @throws IllegalArgumentException when no method has the arms of the primary comparison */
    void requireCompared() {
        if (primary == null) {
            return;
        }
        for (var other : primary.against()) {
            if (planned(other) == 0) {
                throw new IllegalArgumentException("\"primary\" compares %s against %s: no method has both arms"
                        .formatted(primary.arm().id(), other.id()));
            }
        }
    }

    /** Whether the primary comparison needs it. */
    boolean isPrimary(Comparison comparison) {
        return primary != null
                && comparison.method() != null
                && comparison.labels() == primary.labels()
                && comparison.iterations() == primary.iterations()
                && comparison.method().arms().contains(primary.arm())
                && (comparison.arm() == primary.arm() || primary.against().contains(comparison.arm()));
    }

    /** How many methods the primary comparison with an arm has, done or not; 0 where it is not declared. */
    int planned(Arm other) {
        return primary == null || !primary.against().contains(other)
                ? 0
                : (int) methods.stream()
                        .filter(tried -> tried.arms().containsAll(List.of(primary.arm(), other)))
                        .count();
    }
}
