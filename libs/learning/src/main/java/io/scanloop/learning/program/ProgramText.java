package io.scanloop.learning.program;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Listing;
import io.scanloop.learning.graph.Mode;
import io.scanloop.learning.graph.Precision;
import io.scanloop.learning.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The text of a program that computes values of a graph, and gradients. */
record ProgramText(Listing listing, Mode mode, String text) {
    static final String METHOD = "run";
    static final String PARAMETERS = "parameters";

    static ProgramText forward(Graph graph, List<Tensor> outputs, Precision precision) {
        var listing = Listing.of(graph, outputs, Mode.INFERENCE, MethodText.RESERVED);
        return new ProgramText(listing, Mode.INFERENCE, text(listing, outputs, null, List.of(), precision));
    }

    static ProgramText gradients(Graph graph, List<Tensor> outputs, Tensor of, List<Tensor> by, Precision precision) {
        var needed = new ArrayList<>(outputs);
        needed.add(of);
        needed.addAll(by);
        var listing = Listing.of(graph, needed, Mode.TRAINING, MethodText.RESERVED);
        return new ProgramText(listing, Mode.TRAINING, text(listing, outputs, of, by, precision) + TrainingForms.TEXT);
    }

    /** The text under a list of what it takes. */
    String explained() {
        return Explanation.of(listing) + text;
    }

    private static String text(
            Listing listing, List<Tensor> outputs, @Nullable Tensor of, List<Tensor> by, Precision precision) {
        var method = MethodText.begin(METHOD, listing, Map.of(PARAMETERS, listing.parameters()), List.of());
        if (of != null) {
            method.withGradients();
        }
        by.forEach(value -> method.leaf(listing.name(value)));
        listing.lines(precision).forEach(method::line);
        var results = outputs.stream().map(listing::name).collect(Collectors.joining(", "));
        if (of == null) {
            return method.line("return [%s]".formatted(results)).text();
        }
        return method.line("results = [%s]".formatted(results))
                .gradients(listing.name(of), by.stream().map(listing::name).toList())
                .line("return torch.add(results, gradients)")
                .text();
    }
}
