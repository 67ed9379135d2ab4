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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A whole training step as one method: forward, loss, gradients, clipping by the global norm as PyTorch's
 * {@code clip_grad_norm_}, AdamW. It changes weights and moments in place, and leaves them alone when loss or gradient is
 * not finite.
 *
 * <p>It gives one array of FLOAT64: the loss, the norm of the gradient before clipping, then the values of terms and of
 * what is logged, in order.
 *
 * @param trained paths of the parameters that the optimiser changes, in order
 * @param reported names of the values after loss and norm
 */
record StepText(Listing listing, List<String> trained, List<String> reported, String text) {
    static final String METHOD = "step";

    /** Guards the quotient of the clipping against a norm of 0, as PyTorch does. */
    private static final double CLIP_EPSILON = 1e-6;

    static StepText of(Objective objective) {
        var graph = Graph.named(objective.name());
        var terms = objective.program().apply(graph);
        var reported = reported(terms);
        var listing = Listing.of(graph, List.copyOf(reported.values()), Mode.TRAINING, MethodText.RESERVED);
        var plan = objective.optimizer();
        var parameters = listing.parameters().stream()
                .map(parameter -> parameter.value())
                .toList();
        var trained = parameters.stream()
                .filter(parameter -> plan.multiplier(parameter.name()) > 0)
                .toList();
        requireGradients(graph, terms, plan);

        var method = MethodText.begin(
                METHOD,
                listing,
                List.of(
                        "means: List[Tensor]",
                        "squares: List[Tensor]",
                        "counts: List[Tensor]",
                        "seed: Tensor",
                        "rate: Tensor"));
        method.withGradients().line("torch.manual_seed(int(seed))");
        trained.forEach(parameter -> method.leaf(listing.name(parameter)));
        listing.lines().forEach(method::line);
        method.line("loss = " + sum(terms.terms(), listing))
                .gradients("loss", trained.stream().map(listing::name).toList())
                .line("norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients, 2)))")
                .line("if bool(torch.isfinite(torch.add(loss, norm))):");
        update(method, plan, parameters, trained);
        method.line("return [torch.stack([%s])]"
                .formatted(Stream.concat(
                                Stream.of("loss", "norm"),
                                reported.values().stream().map(listing::name))
                        .map(name -> "torch.to(%s, 7)".formatted(name))
                        .collect(Collectors.joining(", "))));
        return new StepText(
                listing, trained.stream().map(Tensor::name).toList(), List.copyOf(reported.keySet()), method.text());
    }

    private static Map<String, Tensor> reported(Terms terms) {
        var reported = new LinkedHashMap<String, Tensor>();
        terms.terms().forEach(term -> reported.put("loss/" + term.name(), term.value()));
        terms.logged().forEach(reported::put);
        if (reported.size() != terms.terms().size() + terms.logged().size()) {
            throw new IllegalArgumentException("terms and logged values need names of their own, got %s and %s"
                    .formatted(terms.terms(), terms.logged().keySet()));
        }
        terms.logged().forEach((name, value) -> {
            if (value.rank() != 0 || value.type() == Type.BOOL) {
                throw new IllegalArgumentException(
                        "logged value %s needs to be a scalar number, got %s".formatted(name, value));
            }
        });
        return reported;
    }

    private static void requireGradients(Graph graph, Terms terms, OptimizerPlan plan) {
        var values = terms.terms().stream().map(Term::value).toList();
        var idle = graph.parameterMap().values().stream()
                .map(parameter -> parameter.value())
                .filter(value -> plan.multiplier(value.name()) > 0 && !Listing.isReachedByGradient(value, values))
                .map(Tensor::name)
                .toList();
        if (!idle.isEmpty()) {
            throw new IllegalArgumentException(
                    "the loss of %s has no gradient by parameters %s: leave them out or give them the rate 0"
                            .formatted(graph.name(), idle));
        }
    }

    private static String sum(List<Term> terms, Listing listing) {
        var sum = "";
        for (var term : terms) {
            var weighted = "torch.mul(%s, %s)".formatted(listing.name(term.value()), term.weight());
            sum = sum.isEmpty() ? weighted : "torch.add(%s, %s)".formatted(sum, weighted);
        }
        return sum;
    }

    private static void update(MethodText method, OptimizerPlan plan, List<Tensor> parameters, List<Tensor> trained) {
        if (plan.clipNorm() > 0) {
            method.line("  scale = torch.clamp(torch.mul(torch.reciprocal(torch.add(norm, %s)), %s), None, 1.0)"
                            .formatted(CLIP_EPSILON, plan.clipNorm()))
                    .line("  torch._foreach_mul_(gradients, scale)");
        }
        method.line("  torch._foreach_add_(counts, 1)");
        var groups = IntStream.range(0, trained.size())
                .boxed()
                .collect(Collectors.groupingBy(
                        i -> plan.multiplier(trained.get(i).name()), LinkedHashMap::new, Collectors.toList()));
        groups.forEach((multiplier, group) -> {
            var places =
                    group.stream().map(i -> parameters.indexOf(trained.get(i))).toList();
            method.line(("  torch._fused_adamw_(%s, %s, %s, %s, [], %s, lr=float(rate) * %s, beta1=%s, beta2=%s,"
                            + " weight_decay=%s, eps=%s, amsgrad=False, maximize=False)")
                    .formatted(
                            list("parameters", places, parameters.size()),
                            list("gradients", group, trained.size()),
                            list("means", group, trained.size()),
                            list("squares", group, trained.size()),
                            list("counts", group, trained.size()),
                            multiplier,
                            plan.beta1(),
                            plan.beta2(),
                            plan.weightDecay(),
                            plan.epsilon()));
        });
    }

    private static String list(String name, List<Integer> places, int all) {
        if (places.size() == all) {
            return name;
        }
        return places.stream().map(i -> "%s[%d]".formatted(name, i)).collect(Collectors.joining(", ", "[", "]"));
    }
}
