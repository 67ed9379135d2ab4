package io.scanloop.learning.training;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Listing;
import io.scanloop.learning.graph.Mode;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Term;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.program.MethodText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A whole training step as one method: forward, loss, gradients, clipping by the global norm, AdamW. It changes weights
 * and moments in place, and leaves them alone when loss or gradient is not finite.
 *
 * <p>It gives one array of FLOAT64: the loss, the norm of the gradient before clipping, then the values of terms and of
 * what is logged, in order.
 *
 * @param groups of all parameters
 * @param reported names of the values after loss and norm
 */
record StepText(Listing listing, List<RateGroup> groups, List<String> reported, String text) {
    static final String METHOD = "step";

    /** Added to the norm of the gradient, as PyTorch's {@code clip_grad_norm_} does. */
    private static final double CLIP_EPSILON = 1e-6;

    static StepText of(Objective objective) {
        var graph = Graph.named(objective.name());
        var terms = objective.program().apply(graph);
        var reported = reported(terms);
        var groups = RateGroup.of(
                objective.optimizer(), List.copyOf(graph.parameterMap().values()));
        requireGradients(graph, terms, groups);
        var needed = new ArrayList<>(reported.values());
        needed.addAll(graph.updates().values());
        var listing = Listing.of(graph, needed, Mode.TRAINING, reserved(groups));

        var trained = trained(groups)
                .flatMap(group -> group.parameters().stream())
                .map(parameter -> listing.name(parameter.value()))
                .toList();
        var method = MethodText.begin(METHOD, listing, weights(groups), more(groups))
                .withGradients()
                .line("torch.manual_seed(int(seed))");
        trained.forEach(method::leaf);
        listing.lines().forEach(method::line);
        method.line("loss = " + sum(terms.terms(), listing))
                .gradients("loss", trained)
                .line("norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients, 2)))")
                .line("if bool(torch.isfinite(torch.add(loss, norm))):");
        update(method, objective.optimizer(), groups);
        graph.updates()
                .forEach((buffer, value) ->
                        method.line("  torch.copy_(%s, %s)".formatted(listing.name(buffer), listing.name(value))));
        method.line("return [torch.stack([%s])]"
                .formatted(Stream.concat(
                                Stream.of("loss", "norm"),
                                reported.values().stream().map(listing::name))
                        .map(name -> "torch.to(%s, 7)".formatted(name))
                        .collect(Collectors.joining(", "))));
        return new StepText(listing, groups, List.copyOf(reported.keySet()), method.text());
    }

    private static HashSet<String> reserved(List<RateGroup> groups) {
        var reserved = new HashSet<>(MethodText.RESERVED);
        for (var group : groups) {
            reserved.addAll(List.of(group.weights(), group.means(), group.squares(), group.counts()));
        }
        return reserved;
    }

    private static Map<String, Tensor> reported(Terms terms) {
        var reported = new LinkedHashMap<String, Tensor>();
        terms.terms().forEach(term -> reported.put("loss/" + term.name(), term.value()));
        terms.logged().forEach((name, value) -> {
            if (value.rank() != 0 || value.type() == Type.BOOL) {
                throw new IllegalArgumentException(
                        "logged value %s needs to be a scalar number, got %s".formatted(name, value));
            }
            reported.put(name, value);
        });
        if (reported.size() != terms.terms().size() + terms.logged().size()) {
            throw new IllegalArgumentException("terms and logged values need names of their own, got %s and %s"
                    .formatted(terms.terms(), terms.logged().keySet()));
        }
        return reported;
    }

    private static void requireGradients(Graph graph, Terms terms, List<RateGroup> groups) {
        var values = terms.terms().stream().map(Term::value).toList();
        var idle = trained(groups)
                .flatMap(group -> group.parameters().stream())
                .map(Graph.Parameter::value)
                .filter(value -> !Listing.isReachedByGradient(value, values))
                .map(Tensor::name)
                .toList();
        if (!idle.isEmpty()) {
            throw new IllegalArgumentException(
                    "the loss of %s has no gradient by parameters %s: leave them out or give them the rate 0"
                            .formatted(graph.name(), idle));
        }
    }

    private static Stream<RateGroup> trained(List<RateGroup> groups) {
        return groups.stream().filter(group -> !group.isFrozen());
    }

    private static Map<String, List<Graph.Parameter>> weights(List<RateGroup> groups) {
        var weights = new LinkedHashMap<String, List<Graph.Parameter>>();
        groups.forEach(group -> weights.put(group.weights(), group.parameters()));
        return weights;
    }

    private static List<String> more(List<RateGroup> groups) {
        var more = new ArrayList<String>();
        trained(groups)
                .forEach(group -> Stream.of(group.means(), group.squares(), group.counts())
                        .forEach(list -> more.add(list + ": List[Tensor]")));
        more.addAll(List.of("seed: Tensor", "rate: Tensor"));
        return more;
    }

    private static String sum(List<Term> terms, Listing listing) {
        var sum = "";
        for (var term : terms) {
            var weighted = "torch.mul(%s, %s)".formatted(listing.name(term.value()), term.weight());
            sum = sum.isEmpty() ? weighted : "torch.add(%s, %s)".formatted(sum, weighted);
        }
        return sum;
    }

    private static void update(MethodText method, OptimizerPlan plan, List<RateGroup> groups) {
        var scale = "None";
        if (plan.clipNorm() > 0) {
            scale = "scale";
            // the optimiser divides the gradients by it
            method.line("  scale = torch.clamp_min(torch.div(torch.add(norm, %s), %s), 1.0)"
                    .formatted(CLIP_EPSILON, plan.clipNorm()));
        }
        int first = 0;
        for (var group : trained(groups).toList()) {
            int last = first + group.parameters().size();
            method.line("  torch._foreach_add_(%s, 1)".formatted(group.counts()))
                    .line(("  torch._fused_adamw_(%s, gradients[%d:%d], %s, %s, [], %s, lr=float(rate) * %s, beta1=%s,"
                                    + " beta2=%s, weight_decay=%s, eps=%s, amsgrad=False, maximize=False,"
                                    + " grad_scale=%s)")
                            .formatted(
                                    group.weights(),
                                    first,
                                    last,
                                    group.means(),
                                    group.squares(),
                                    group.counts(),
                                    group.multiplier(),
                                    plan.beta1(),
                                    plan.beta2(),
                                    plan.weightDecay(),
                                    plan.epsilon(),
                                    scale));
            first = last;
        }
    }
}
