package io.scanloop.worker;

import io.scanloop.learning.method.WeightAverage;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.Shards;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Weights that may be the best of a fine-tuning.
 *
 * @param name {@code raw}, or {@code average} of all up to now
 * @param files safetensors of the network, named as a fine-tuning names them
 */
record Candidate(String name, List<Path> files) {
    static final String RAW = "raw";
    private static final String STEM = "best";

    /** The weights of a checkpoint that has nothing else. */
    static List<Candidate> of(List<Path> weights) {
        return List.of(new Candidate(RAW, weights));
    }

    /** The weights of a checkpoint and their averages, told apart into {@code best-<k>.safetensors} of two folders. */
    static List<Candidate> ofAveraged(List<Path> weights, TrainingCourse course) throws IOException {
        return List.of(
                excerpt(RAW, weights, WeightAverage.weights(), course),
                excerpt("average", weights, WeightAverage.averages(), course));
    }

    private static Candidate excerpt(String name, List<Path> weights, Loading part, TrainingCourse course)
            throws IOException {
        return new Candidate(name, Shards.excerpt(weights, part, course.folder(name), STEM));
    }
}
