package io.scanloop.learning.program;

import io.scanloop.learning.graph.Emission;
import io.scanloop.learning.graph.Listing;
import io.scanloop.learning.graph.Part;
import io.scanloop.learning.graph.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part of a training text that leads to the list {@code gradients}. With checkpoints each segment is a method of its
 * own that is called twice: in the forward pass on arrays that need no gradient, so that nothing inside is kept, and again
 * when the gradient by its outputs is known, which it turns into the gradient by its inputs. Between segments the engine
 * keeps what it needs as usual. A segment that draws sets the generator first, so that it draws the same both times.
 */
public final class GradientText {
    private final MethodText method;
    private final Listing listing;
    private final Switches switches;
    private final List<Tensor> leaves;
    private final Emission between;
    private final Map<Part, Call> calls = new LinkedHashMap<>();
    /** The name of what is known so far of the gradient by a leaf or by what a segment gives. */
    private final Map<Tensor, String> found = new LinkedHashMap<>();

    /** A segment, what it takes and gives, and the name of its method. */
    private record Call(Part part, String name, List<Tensor> needs, List<Tensor> gives) {}

    private GradientText(MethodText method, Listing listing, Switches switches, List<Tensor> leaves) {
        this.method = method;
        this.listing = listing;
        this.switches = switches;
        this.leaves = leaves;
        this.between = listing.emission(switches.precision());
    }

    /**
     * Adds all lines from the leaves to the gradients. The method has the argument {@code seed}.
     *
     * @param terms whose sum the loss is
     * @param loss its text
     * @param leaves by which gradients are asked; the terms depend on all of them
     * @return methods that the text needs beside its own
     */
    public static String write(
            MethodText method,
            Listing listing,
            Switches switches,
            List<Tensor> terms,
            String loss,
            List<Tensor> leaves) {
        var text = new GradientText(method, listing, switches, leaves);
        leaves.forEach(leaf -> method.leaf(listing.name(leaf)));
        if (switches.checkpointing() == Switches.Checkpointing.NONE) {
            listing.parts().forEach(text::inline);
            text.finish(loss);
            method.gradients("loss", leaves.stream().map(listing::name).toList());
            return "";
        }
        return text.checkpointed(terms, loss);
    }

    private void finish(String loss) {
        between.inFull(listing.asked()).forEach(method::line);
        method.line("loss = " + loss);
    }

    private void inline(Part part) {
        seed(method, part);
        between.lines(part.operations()).forEach(method::line);
    }

    private static void seed(MethodText method, Part part) {
        if (part.isSegment() && part.draws()) {
            method.line("torch.manual_seed(int(seed) ^ %d)".formatted(part.segment() + 1));
        }
    }

    private String checkpointed(List<Tensor> terms, String loss) {
        var methods = new StringBuilder();
        for (var part : listing.parts()) {
            if (part.isSegment()) {
                methods.append(forward(part));
            } else {
                inline(part);
            }
        }
        finish(loss);
        flow(terms, "[loss]", "None");
        var backwards = new ArrayList<>(calls.values());
        Collections.reverse(backwards);
        backwards.forEach(this::backward);
        method.line("gradients = [%s]"
                .formatted(leaves.stream()
                        .map(leaf -> "torch.contiguous(%s)".formatted(found.get(leaf)))
                        .collect(Collectors.joining(", "))));
        return methods.toString();
    }

    /** Calls a segment without gradients; gives the text of its method. */
    private String forward(Part part) {
        var needs = Listing.needs(part);
        var call = new Call(part, listing.fresh("segment_" + part.segment()), needs, listing.gives(part));
        calls.put(part, call);
        between.inFull(needs).forEach(method::line);
        var results = listing.fresh(call.name() + "_results");
        method.line("%s = (self).%s(%s)"
                .formatted(
                        results,
                        call.name(),
                        arguments(needs.stream()
                                .map(value -> value.type().isFloating()
                                        ? "torch.detach(%s)".formatted(listing.name(value))
                                        : listing.name(value)))));
        for (int i = 0; i < call.gives().size(); i++) {
            var value = call.gives().get(i);
            var result = "%s[%d]".formatted(results, i);
            method.line(
                    value.type().isFloating()
                            ? "%s = torch.requires_grad_(torch.detach(%s), True)".formatted(listing.name(value), result)
                            : "%s = %s".formatted(listing.name(value), result));
        }
        return inside(call);
    }

    private static String arguments(Stream<String> names) {
        return Stream.concat(Stream.of("seed"), names).collect(Collectors.joining(", "));
    }

    private String inside(Call call) {
        var inside = MethodText.begin(
                call.name(),
                Stream.concat(Stream.of("seed"), call.needs().stream().map(listing::name))
                        .map(name -> name + ": Tensor")
                        .toList());
        seed(inside, call.part());
        var emission = listing.emission(switches.precision());
        emission.lines(call.part().operations()).forEach(inside::line);
        emission.inFull(call.gives()).forEach(inside::line);
        return inside.line("return [%s]"
                        .formatted(call.gives().stream().map(listing::name).collect(Collectors.joining(", "))))
                .text();
    }

    /** Turns what is known of the gradient by a segment's results into that by what it needs. */
    private void backward(Call call) {
        var given = call.gives().stream().filter(found::containsKey).toList();
        var inside = new HashSet<>(call.part().operations());
        var reached = reached(given, inside);
        var by = call.needs().stream()
                .filter(value -> reached.contains(value) && dependsOnLeaves(value))
                .toList();
        if (by.isEmpty()) {
            return;
        }
        var again = new LinkedHashMap<Tensor, String>();
        for (var value : by) {
            if (leaves.contains(value)) {
                again.put(value, listing.name(value));
            } else {
                var name = listing.fresh(listing.name(value) + "_again");
                again.put(value, name);
                method.line("%s = torch.requires_grad_(torch.detach(%s), True)".formatted(name, listing.name(value)));
            }
        }
        var results = listing.fresh(call.name() + "_again");
        method.line("%s = (self).%s(%s)"
                .formatted(
                        results,
                        call.name(),
                        arguments(call.needs().stream()
                                .map(value -> again.getOrDefault(
                                        value,
                                        value.type().isFloating()
                                                ? "torch.detach(%s)".formatted(listing.name(value))
                                                : listing.name(value))))));
        var names = gradients(
                given.stream()
                        .map(value -> "%s[%d]".formatted(results, call.gives().indexOf(value)))
                        .collect(Collectors.joining(", ", "[", "]")),
                known(given),
                by.stream().map(again::get).toList());
        pass(by, names);
    }

    /** Hands gradients by values on to the leaves and segments that they come from. */
    private void pass(List<Tensor> values, List<String> names) {
        var made = new ArrayList<Tensor>();
        var madeNames = new ArrayList<String>();
        for (int i = 0; i < values.size(); i++) {
            var value = values.get(i);
            if (isSource(value)) {
                add(value, names.get(i));
            } else {
                made.add(value);
                madeNames.add(names.get(i));
            }
        }
        if (!made.isEmpty()) {
            flow(
                    made,
                    made.stream().map(listing::name).collect(Collectors.joining(", ", "[", "]")),
                    optional(madeNames.stream()));
        }
    }

    /** Lets a gradient flow through what lies between segments. */
    private void flow(List<Tensor> from, String of, String known) {
        var by = reached(from, null).stream().filter(this::isSource).toList();
        var names = gradients(of, known, by.stream().map(listing::name).toList());
        for (int i = 0; i < by.size(); i++) {
            add(by.get(i), names.get(i));
        }
    }

    private void add(Tensor value, String gradient) {
        var before = found.get(value);
        if (before == null) {
            found.put(value, gradient);
            return;
        }
        var sum = listing.fresh("gradient_sum");
        method.line("%s = torch.add(%s, %s)".formatted(sum, before, gradient));
        found.put(value, sum);
    }

    /** Names of the gradients, in order; all of them are there, or the engine says so at the first run. */
    private List<String> gradients(String of, String known, List<String> by) {
        var list = listing.fresh("gradients_of");
        method.line("%s = annotate(List[Tensor], [])".formatted(list))
                .line("for gradient in torch.autograd.grad(%s, [%s], %s, True):"
                        .formatted(of, String.join(", ", by), known))
                .line("  if gradient is not None:")
                .line("    %s = torch.append(%s, gradient)".formatted(list, list));
        var names = new ArrayList<String>();
        for (int i = 0; i < by.size(); i++) {
            // bound one by one, so that each is freed when it is no longer needed
            var name = listing.fresh("gradient_of");
            method.line("%s = %s[%d]".formatted(name, list, i));
            names.add(name);
        }
        return names;
    }

    private String known(List<Tensor> values) {
        return optional(values.stream().map(found::get));
    }

    private static String optional(Stream<String> names) {
        return names.collect(Collectors.joining(", ", "annotate(List[Optional[Tensor]], [", "])"));
    }

    /** Where a gradient stops between segments: at leaves, and at what segments give. */
    private boolean isSource(Tensor value) {
        return leaves.contains(value) || isGiven(value);
    }

    private boolean isGiven(Tensor value) {
        return calls.values().stream().anyMatch(call -> call.gives().contains(value));
    }

    /**
     * The values by which a gradient flows into some: through a segment when it is named, else through what lies between
     * segments.
     */
    private Set<Tensor> reached(List<Tensor> from, @Nullable Set<Tensor> inside) {
        var reached = new LinkedHashSet<Tensor>();
        var open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            var value = open.pop();
            boolean goesOn = inside == null ? !isGiven(value) : inside.contains(value);
            if (reached.add(value) && goesOn) {
                open.addAll(Listing.flowing(value));
            }
        }
        return reached;
    }

    private boolean dependsOnLeaves(Tensor value) {
        return leaves.stream().anyMatch(leaf -> Listing.isReachedByGradient(leaf, List.of(value)));
    }
}
