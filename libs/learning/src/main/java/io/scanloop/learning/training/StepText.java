package io.scanloop.learning.training;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Listing;
import io.scanloop.learning.graph.Mode;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Term;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.program.Explanation;
import io.scanloop.learning.program.GradientText;
import io.scanloop.learning.program.MethodText;
import io.scanloop.learning.program.Switches;
import io.scanloop.learning.program.TrainingForms;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A whole training step as one method: forward, loss, gradients, clipping by the global norm, AdamW, teacher. It changes
 * weights and moments in place, and leaves them alone when loss or gradient is not finite. It gives one array of FLOAT64:
 * the loss, the norm of the gradient before clipping, then the values of terms and of what is logged, in order; where there
 * is a teacher, at the end how like its weights are to its students'.
 *
 * <p>Where several batches make one update, it is two methods: one that adds the gradients of a batch to sums, and gives
 * the same array without norm and likeness; one that divides the sums, updates by them, clears them and gives those two.
 *
 * @param groups of all parameters
 * @param reported names of the values after loss and norm
 */
record StepText(Listing listing, List<RateGroup> groups, List<String> reported, String text) {
    static final String METHOD = "step";
    static final String ACCUMULATE = "accumulate";
    static final String UPDATE = "update";

    static StepText of(Objective objective, Switches switches) {
        return of(objective, switches, true);
    }

    /** A step that moves the weights as the objective's does, and only gives loss, norm and terms. */
    static StepText silent(Objective objective, Switches switches) {
        return of(objective, switches, false);
    }

    private static StepText of(Objective objective, Switches switches, boolean isLogged) {
        var graph = Graph.named(objective.name());
        var terms = objective.program().apply(graph);
        var reported = reported(isLogged ? terms : new Terms(terms.terms(), Map.of()));
        var groups = RateGroup.of(objective, List.copyOf(graph.parameterMap().values()));
        requireGradients(graph, terms, groups);
        var needed = new ArrayList<>(reported.values());
        needed.addAll(graph.updates().values());
        var listing = Listing.of(graph, needed, Mode.TRAINING, reserved(groups));
        boolean isWhole = switches.microBatches() == 1;

        var method = isWhole
                ? MethodText.begin(METHOD, listing, weights(groups), more(objective, groups))
                : MethodText.begin(ACCUMULATE, listing, weights(groups), sums(groups));
        method.withGradients().line("torch.manual_seed(int(seed))");
        var segments = GradientText.write(
                method,
                listing,
                switches,
                terms.terms().stream().map(Term::value).toList(),
                sum(terms.terms(), listing),
                trained(groups)
                        .flatMap(group -> group.parameters().stream())
                        .map(Graph.Parameter::value)
                        .toList());
        var values = Stream.concat(Stream.of("loss"), reported.values().stream().map(listing::name));
        var buffers = graph.updates().entrySet().stream()
                .map(update ->
                        "torch.copy_(%s, %s)".formatted(listing.name(update.getKey()), listing.name(update.getValue())))
                .toList();
        var updating = new UpdateText(objective, groups, isLogged && objective.teacher() != null);
        if (isWhole) {
            updating.write(method, buffers);
            values = Stream.of(
                            Stream.of("loss", "norm"),
                            reported.values().stream().map(listing::name),
                            updating.writeLikeness(method).stream())
                    .flatMap(names -> names);
        } else {
            updating.accumulate(method, buffers);
        }
        method.line("return [torch.stack([%s])]"
                .formatted(values.map(name -> "torch.to(%s, 7)".formatted(name)).collect(Collectors.joining(", "))));
        var text = segments
                + method.text()
                + (isWhole ? "" : updating.ofSums(switches.microBatches()))
                + TrainingForms.TEXT;
        return new StepText(listing, groups, List.copyOf(reported.keySet()), text);
    }

    /** The text under a list of what it takes. */
    String explained() {
        return Explanation.of(listing) + text;
    }

    /** SHA-256 of the text, in lower-case hexadecimal. */
    String sha256() {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static HashSet<String> reserved(List<RateGroup> groups) {
        var reserved = new HashSet<>(MethodText.RESERVED);
        for (var group : groups) {
            reserved.addAll(List.of(
                    group.weights(), group.means(), group.squares(), group.counts(), group.sums(), group.open()));
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
        if (trained(groups).allMatch(RateGroup::isLate)) {
            throw new IllegalArgumentException(
                    "something in %s must learn from the first iteration on: give a parameter a rule that begins at 0"
                            .formatted(graph.name()));
        }
        if (!idle.isEmpty()) {
            throw new IllegalArgumentException(
                    "the loss of %s has no gradient by parameters %s: leave them out or give them the rate 0"
                            .formatted(graph.name(), idle));
        }
    }

    static Stream<RateGroup> trained(List<RateGroup> groups) {
        return groups.stream().filter(group -> !group.isFrozen());
    }

    /** Those that rest first, in order. */
    static Stream<RateGroup> late(List<RateGroup> groups) {
        return trained(groups).filter(RateGroup::isLate);
    }

    private static Map<String, List<Graph.Parameter>> weights(List<RateGroup> groups) {
        var weights = new LinkedHashMap<String, List<Graph.Parameter>>();
        groups.forEach(group -> weights.put(group.weights(), group.parameters()));
        return weights;
    }

    private static List<String> more(Objective objective, List<RateGroup> groups) {
        var more = new ArrayList<String>();
        trained(groups)
                .forEach(group -> Stream.of(group.means(), group.squares(), group.counts())
                        .forEach(list -> more.add(list + ": List[Tensor]")));
        more.addAll(List.of("seed: Tensor", "rate: Tensor"));
        if (objective.teacher() != null) {
            more.add("momentum: Tensor");
        }
        late(groups).forEach(group -> more.add(group.open() + ": Tensor"));
        return more;
    }

    private static List<String> sums(List<RateGroup> groups) {
        return Stream.concat(trained(groups).map(group -> group.sums() + ": List[Tensor]"), Stream.of("seed: Tensor"))
                .toList();
    }

    private static String sum(List<Term> terms, Listing listing) {
        var sum = "";
        for (var term : terms) {
            var weighted = "torch.mul(%s, %s)".formatted(listing.name(term.value()), term.weight());
            sum = sum.isEmpty() ? weighted : "torch.add(%s, %s)".formatted(sum, weighted);
        }
        return sum;
    }
}
