package io.scanloop.learning.program;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Listing;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text of one method, in the making. It takes the inputs and constants of a graph as arrays of their names and its
 * parameters in lists.
 */
public final class MethodText {
    /** Names that values of a graph cannot have. */
    public static final Set<String> RESERVED = Set.of(
            ("self torch annotate results gradients gradient parameters seed rate norm loss scale counted training in is if else for"
                            + " while not and or def class return lambda None True False float int bool")
                    .split(" "));

    private final StringBuilder text = new StringBuilder();

    private MethodText() {}

    /**
     * Begins a method: head, and the parameters under their names.
     *
     * @param lists names of lists of arrays, each with the parameters that it brings; an empty one is left out
     * @param more further arguments, such as {@code seed: Tensor}, after these
     */
    public static MethodText begin(
            String method, Listing listing, Map<String, List<Graph.Parameter>> lists, List<String> more) {
        var arguments = Stream.of(
                        listing.inputs().stream().map(value -> listing.name(value) + ": Tensor"),
                        listing.constants().stream().map(constant -> listing.name(constant.value()) + ": Tensor"),
                        lists.entrySet().stream()
                                .filter(list -> !list.getValue().isEmpty())
                                .map(list -> list.getKey() + ": List[Tensor]"),
                        more.stream())
                .flatMap(argument -> argument)
                .toList();
        var begun = begin(method, arguments);
        lists.forEach((list, parameters) -> {
            for (int i = 0; i < parameters.size(); i++) {
                begun.line(
                        "%s = %s[%d]".formatted(listing.name(parameters.get(i).value()), list, i));
            }
        });
        return begun;
    }

    /**
     * Begins a method that takes nothing of a graph's by itself.
     *
     * @param arguments such as {@code seed: Tensor}
     */
    public static MethodText begin(String method, List<String> arguments) {
        var begun = new MethodText();
        var list = arguments.stream().map(argument -> ",\n      " + argument).collect(Collectors.joining());
        begun.text.append("  def %s(self: %s%s) -> List[Tensor]:\n".formatted(method, Archive.SELF, list));
        return begun;
    }

    /** Makes sure that the engine keeps what gradients need, whatever the thread did before. */
    public MethodText withGradients() {
        return line("torch.set_grad_enabled(True)");
    }

    /** Adds a line. */
    public MethodText line(String line) {
        text.append("    ").append(line).append('\n');
        return this;
    }

    /** From here on gradients by this name can be asked for. */
    public MethodText leaf(String name) {
        return line("%s = torch.requires_grad_(torch.detach(%s), True)".formatted(name, name));
    }

    /**
     * Adds the list {@code gradients}, of a scalar by leaves. The engine gives a gradient whatever strides its derivation
     * left, such as those of a transposed weight, and its fused optimiser reads memory as it lies: so they are put in order.
     */
    public MethodText gradients(String of, List<String> by) {
        return line("gradients = annotate(List[Tensor], [])")
                .line("for gradient in torch.autograd.grad([%s], [%s]):".formatted(of, String.join(", ", by)))
                .line("  if gradient is not None:")
                .line("    gradients = torch.append(gradients, torch.contiguous(gradient))");
    }

    /** The text so far. */
    public String text() {
        return text.toString();
    }
}
