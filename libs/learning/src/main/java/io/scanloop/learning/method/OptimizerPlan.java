package io.scanloop.learning.method;

import java.util.List;

/**
 * AdamW with decoupled weight decay (Loshchilov and Hutter 2019), in PyTorch's form: epsilon is added to the
 * bias-corrected root.
 *
 * @param rate learning rate
 * @param weightDecay times rate: the share of a weight that is lost each iteration
 * @param beta1 memory of the mean of gradients
 * @param beta2 memory of the mean of their squares
 * @param clipNorm largest global norm of the gradient; 0: not clipped
 * @param rates the first whose prefix fits holds; 1 where none does
 */
public record OptimizerPlan(
        Schedule rate,
        double weightDecay,
        double beta1,
        double beta2,
        double epsilon,
        double clipNorm,
        List<RateRule> rates) {

    /** Copies the rules. */
    public OptimizerPlan {
        rates = List.copyOf(rates);
    }

    /** PyTorch's defaults (0.9, 0.999, 1e-8), one rate for all parameters. */
    public static OptimizerPlan adamW(Schedule rate, double weightDecay, double clipNorm) {
        return new OptimizerPlan(rate, weightDecay, 0.9, 0.999, 1e-8, clipNorm, List.of());
    }

    /** Factor of the learning rate of a parameter. */
    public double multiplier(String parameter) {
        return rates.stream()
                .filter(rule -> parameter.startsWith(rule.prefix()))
                .findFirst()
                .map(RateRule::multiplier)
                .orElse(1.0);
    }
}
