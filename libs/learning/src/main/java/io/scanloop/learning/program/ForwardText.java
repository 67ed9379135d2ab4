package io.scanloop.learning.program;

import io.scanloop.learning.graph.Listing;
import io.scanloop.learning.graph.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The text of {@code forward} in an archive for others: inputs in order, one value out, numbers of the module's own. */
final class ForwardText {
    private ForwardText() {}

    /**
     * Writes it.
     *
     * @param paths under which the module has the parameters and constants
     */
    static String of(Listing listing, Tensor output, Map<Tensor, String> paths) {
        var arguments = listing.inputs().stream()
                .map(input -> ",\n      %s: Tensor".formatted(listing.name(input)))
                .collect(Collectors.joining());
        var text = new StringBuilder("  def forward(self: %s%s) -> Tensor:\n".formatted(ModuleArchive.SELF, arguments));
        listing.inputs().forEach(input -> requireShape(listing.name(input), input, text));
        paths.forEach((value, path) -> line(listing.name(value) + " = " + ModuleArchive.read(path), text));
        listing.portableLines().forEach(line -> line(line, text));
        return line("return " + listing.name(output), text).toString();
    }

    /** Sizes stand in the text: another one would fail somewhere inside, or pass and be wrong. */
    private static void requireShape(String name, Tensor input, StringBuilder text) {
        var sizes = Arrays.toString(input.shape());
        line("if torch.ne(torch.size(%s), %s):".formatted(name, sizes), text);
        line(
                "  ops.prim.RaiseException(\"%s must have the shape %s, see model.json\", \"builtins.ValueError\")"
                        .formatted(name, sizes),
                text);
    }

    private static StringBuilder line(String line, StringBuilder text) {
        return text.append("    ").append(line).append('\n');
    }
}
