package io.scanloop.learning.program;

import io.scanloop.learning.graph.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text of one method, in the making. It takes the inputs and constants of a graph as arrays of their names and its
 * parameters, if there are any, as one list.
 */
public final class MethodText {
    /** Names that values of a graph cannot have. */
    public static final Set<String> RESERVED = Set.of(
            "self",
            "torch",
            "annotate",
            "results",
            "gradients",
            "gradient",
            "parameters",
            "means",
            "squares",
            "counts",
            "seed",
            "rate",
            "norm",
            "loss",
            "finite",
            "scale",
            "training",
            "in",
            "is",
            "if",
            "else",
            "for",
            "while",
            "not",
            "and",
            "or",
            "def",
            "class",
            "return",
            "lambda",
            "None",
            "True",
            "False",
            "float",
            "int",
            "bool");

    private final StringBuilder text = new StringBuilder();

    private MethodText() {}

    /**
     * Begins a method: head, and the parameters under their names.
     *
     * @param more further arguments, such as {@code seed: Tensor}, after the parameters
     */
    public static MethodText begin(String method, Listing listing, List<String> more) {
        var begun = new MethodText();
        var single = Stream.concat(
                        listing.inputs().stream(), listing.constants().stream().map(constant -> constant.value()))
                .map(value -> listing.name(value) + ": Tensor");
        var arguments = new ArrayList<>(single.toList());
        var parameters = listing.parameters();
        if (!parameters.isEmpty()) {
            arguments.add("parameters: List[Tensor]");
        }
        arguments.addAll(more);
        begun.text.append("  def %s(self: %s%s) -> List[Tensor]:\n"
                .formatted(
                        method,
                        Archive.SELF,
                        arguments.stream()
                                .map(argument -> ",\n      " + argument)
                                .collect(Collectors.joining())));
        for (int i = 0; i < parameters.size(); i++) {
            begun.line("%s = parameters[%d]"
                    .formatted(listing.name(parameters.get(i).value()), i));
        }
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

    /** Adds the list {@code gradients}, of a scalar by leaves. */
    public MethodText gradients(String of, List<String> by) {
        return line("gradients = annotate(List[Tensor], [])")
                .line("for gradient in torch.autograd.grad([%s], [%s]):".formatted(of, String.join(", ", by)))
                .line("  if gradient is not None:")
                .line("    gradients = torch.append(gradients, gradient)");
    }

    /** The text so far. */
    public String text() {
        return text.toString();
    }
}
