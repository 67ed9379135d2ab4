package io.scanloop.cli.trial;

import java.util.List;

/**
 * What a trial compares; declared before it runs.
 *
 * @param contrasts that methods may see, the most important first: methods of one contrast take the first that a study has
 * @param classes label values that are segmented, background not among them
 * @param spacing of the networks' grid in mm; empty: that of the first study
 * @param testPatients by name; empty: those of the split {@code test} where the folder has one, else drawn
 * @param testCount how many patients are drawn for the test where none are named
 * @param labels numbers of labelled patients; 0 stands for all
 * @param sets how many sets of labelled patients are drawn for each number
 * @param studiesPerPatient how many studies of a labelled patient are used, drawn; 0: all
 * @param iterations of the fine-tuning: each budget is a comparison of its own
 * @param average momentum of the average of weights that is judged beside them, in [0, 1); 0: none
 * @param methods what is tried
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
        boolean hasVoxelClassifier,
        long seed) {

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
}
