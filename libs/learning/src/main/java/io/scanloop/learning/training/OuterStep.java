package io.scanloop.learning.training;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Brings together replicas that trained apart for many iterations (DiLoCo, Douillard et al. 2023): what they have moved
 * on average is the gradient of a step of SGD with Nesterov's momentum, {@code g = mean(global - replica)}, {@code v <- mu
 * v + g}, {@code global <- global - rate (g + mu v)}. Moments of the inner optimisers stay with the replicas. A rate of 1
 * without momentum is the plain mean of the replicas.
 *
 * <p>Keeps the velocity between steps. One thread at a time.
 */
public final class OuterStep {
    /** Of the paper. */
    public static final double RATE = 0.7;
    /** Of the paper. */
    public static final double MOMENTUM = 0.9;

    private final double rate;
    private final double momentum;
    private final Map<String, float[]> velocity = new HashMap<>();

    /**
     * At rest.
     *
     * @param rate above 0
     * @param momentum mu, in [0, 1)
     */
    public OuterStep(double rate, double momentum) {
        if (!(rate > 0) || !(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException(
                    "an outer step needs a rate above 0 and a momentum in [0, 1), got %s and %s"
                            .formatted(rate, momentum));
        }
        this.rate = rate;
        this.momentum = momentum;
    }

    /**
     * Moves the weights that all replicas began with.
     *
     * @param global weights by path; changed in place
     * @param replicas what each has made of them: the same paths and lengths
     * @throws IllegalArgumentException when there is no replica, or one has other weights; the path is named, and nothing
     *     is changed
     */
    public void apply(Map<String, float[]> global, List<Map<String, float[]>> replicas) {
        check(global, replicas);
        global.forEach((path, weights) -> {
            var speed = velocity.computeIfAbsent(path, p -> new float[weights.length]);
            for (int i = 0; i < weights.length; i++) {
                double moved = 0;
                for (var replica : replicas) {
                    moved += weights[i] - (double) of(replica, path)[i];
                }
                double gradient = moved / replicas.size();
                speed[i] = (float) (momentum * speed[i] + gradient);
                weights[i] = (float) (weights[i] - rate * (gradient + momentum * speed[i]));
            }
        });
    }

    private static void check(Map<String, float[]> global, List<Map<String, float[]>> replicas) {
        if (replicas.isEmpty()) {
            throw new IllegalArgumentException("an outer step needs at least one replica, got none");
        }
        for (var replica : replicas) {
            if (!replica.keySet().equals(global.keySet())) {
                throw new IllegalArgumentException(
                        "a replica needs the weights %s, got %s".formatted(global.keySet(), replica.keySet()));
            }
            global.forEach((path, weights) -> {
                if (of(replica, path).length != weights.length) {
                    throw new IllegalArgumentException("%s needs %d numbers in each replica, got %d"
                            .formatted(path, weights.length, of(replica, path).length));
                }
            });
        }
    }

    private static float[] of(Map<String, float[]> replica, String path) {
        return Objects.requireNonNull(replica.get(path));
    }
}
