package io.scanloop.learning.method;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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

    private static final RateRule PLAIN = new RateRule("", 1);

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
        return rule(parameter).multiplier();
    }

    /** The rule of a parameter; multiplier 1 from the first iteration on where there is none. */
    public RateRule rule(String parameter) {
        return rates.stream()
                .filter(rule -> parameter.startsWith(rule.prefix()))
                .findFirst()
                .orElse(PLAIN);
    }

    /**
     * The same with further rules: of a parameter that both speak of, multipliers are multiplied, and the later begin holds.
     *
     * @param more the first whose prefix fits holds
     */
    public OptimizerPlan and(List<RateRule> more) {
        var joined = new ArrayList<RateRule>();
        // the first pair that fits a path is made of the first rule of each list that fits it
        for (var ours : withPlain(rates)) {
            for (var theirs : withPlain(more)) {
                var longer = ours.prefix().startsWith(theirs.prefix()) ? ours.prefix() : theirs.prefix();
                if (longer.startsWith(ours.prefix())) {
                    joined.add(new RateRule(
                            longer, ours.multiplier() * theirs.multiplier(), Math.max(ours.begin(), theirs.begin())));
                }
            }
        }
        return new OptimizerPlan(rate, weightDecay, beta1, beta2, epsilon, clipNorm, joined);
    }

    private static List<RateRule> withPlain(List<RateRule> rules) {
        return Stream.concat(rules.stream(), Stream.of(PLAIN)).toList();
    }

    /** The same with another learning rate. */
    public OptimizerPlan with(Schedule other) {
        return new OptimizerPlan(other, weightDecay, beta1, beta2, epsilon, clipNorm, rates);
    }
}
