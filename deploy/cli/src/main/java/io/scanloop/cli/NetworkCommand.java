package io.scanloop.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scanloop.learning.graph.Precision;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.network.Network;
import io.scanloop.learning.network.Networks;
import io.scanloop.learning.program.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scanloop network}: the networks that methods are made of. */
@Command(
        name = "network",
        description = {
            "Describes the networks that methods are made of, in any configuration, and runs them on given numbers, for"
                    + " whoever wants to compare them with another implementation.",
            "",
            "Parameters bear MONAI's names where MONAI has the network."
        },
        footer = {
            "  scanloop network list",
            "  scanloop network describe swin-unetr --set features=24 --set input=96,96,64",
            "  scanloop network run residual-unet --size tiny --weights formula --input formula --output out.npz"
        })
final class NetworkCommand {
    private static final double GIGA = 1e9;

    private final Scanloop scanloop;

    NetworkCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // that the engine logs nowhere is no news
    }

    @Command(description = "Lists the networks.", footer = "  scanloop network list --json")
    int list() {
        var json = Json.object();
        var items = json.putArray("items");
        var table = Table.of("network", "sizes", "what it is");
        for (var name : Networks.names()) {
            var sizes = Networks.sizes(name);
            var item = items.addObject().put("network", name);
            sizes.forEach(item.putArray("sizes")::add);
            item.put("summary", Networks.summary(name));
            table.row(name, String.join(", ", sizes), Networks.summary(name));
        }
        return scanloop.show(json, String.join("\n", table.lines()));
    }

    @Command(
            description = {
                "Describes a network: its settings, parameters, multiply-accumulates of a forward pass (GMAC: of"
                        + " convolutions, transposed convolutions and linear maps; products inside attention apart), and"
                        + " the shape of every stage.",
                "",
                "merging, of Swin encoders, is the order of the sub-lattices: monai as from MONAI 1.5.0; legacy as to 1.4.0,"
                        + " with two of them twice and two missing; lexicographic.",
                "",
                "With --json also the shape of every parameter."
            },
            footer = "  scanloop network describe unetr --size small --set channels=3 --json")
    int describe(@Mixin Asked asked) {
        var network = asked.network();
        return scanloop.show(document(network), String.join("\n", words(network)));
    }

    @Command(
            description = "Prints the program of a network's forward pass: one operation of the engine a line.",
            footer = "  scanloop network explain residual-unet --size tiny")
    int explain(@Mixin Asked asked) {
        var network = asked.network();
        var text = Program.explain(network.graph(), network.outputs(), Precision.FLOAT32);
        return scanloop.show(Json.object().put("program", text), text);
    }

    @Command(
            description = {
                "Runs a network's forward pass and writes what comes out.",
                "",
                "Weights: .npz or safetensors with every parameter under its name; or \"formula\": parameters sorted by"
                        + " name, element j of tensor i is s = sin(0.7 j + i) times min(0.3, fan_in^-1/2) where there are"
                        + " two axes or more (fan_in: the size of one slice along the first), 1 + 0.1 s for weights of"
                        + " norms, 0.05 s for the rest.",
                "",
                "Input: .npz or safetensors with an array for each input, under its name where there are several; where"
                        + " there is one, its shape counts for batch, channels and input unless they are set. Or"
                        + " \"formula\", the same as \"formula:0\": formula:K is 0.5 + 0.5 sin(0.013 j (K + 1) + 0.3 K)"
                        + " over the flat index j."
            },
            footer = {
                "  scanloop network run swin-unetr --set features=12 --set input=64,32,32 --set classes=3 \\",
                "    --weights formula --input formula:1 --output out.npz",
                "  scanloop network run unetr --size small --weights unetr.safetensors --input volume.npz --output out.safetensors"
            })
    int run(
            @Mixin Asked asked,
            @Option(names = "--weights", paramLabel = "FILE|formula", required = true, description = "Its weights.")
                    String weights,
            @Option(
                            names = "--input",
                            paramLabel = "FILE|formula[:K]",
                            required = true,
                            description = "What it is run on.")
                    String input,
            @Option(
                            names = "--output",
                            paramLabel = "FILE",
                            required = true,
                            description = "Where its outputs go: .npz or .safetensors.")
                    Path output) {
        try {
            var run = new NetworkRun(weights, input, output);
            var network = asked.network(run.shape(asked.name, asked.size));
            var json = Json.object().put("network", asked.name).put("output", output.toString());
            var outputs = json.putObject("outputs");
            var table = Table.of("output", "shape", "least", "mean", "greatest");
            run.run(network).forEach((key, values) -> {
                var row = NetworkRun.Spread.of(values);
                var item = outputs.putObject(key);
                Arrays.stream(values.shape()).forEach(item.putArray("shape")::add);
                item.set("least", Json.number(row.least()));
                item.set("mean", Json.number(row.mean()));
                item.set("greatest", Json.number(row.greatest()));
                table.row(
                        key,
                        shape(values.shape()),
                        "%.6f".formatted(row.least()),
                        "%.6f".formatted(row.mean()),
                        "%.6f".formatted(row.greatest()));
            });
            return scanloop.show(json, table.lines(), "written to " + output);
        } catch (IllegalArgumentException e) {
            throw wrong(e);
        } catch (IOException e) {
            throw new ProblemException(
                    ExitStatus.REFUSED,
                    Problem.of(
                            "unusable-file", String.valueOf(e.getMessage()), "give another file, or see its rights"));
        }
    }

    /** Which network a command is about. */
    static final class Asked {
        @Parameters(paramLabel = "NETWORK", description = "Its name, as the list has it.")
        private String name = "";

        @Option(
                names = "--size",
                paramLabel = "SIZE",
                defaultValue = "paper",
                description = "Whose settings hold where none is given: tiny, small or paper. Default: paper.")
        private String size = "";

        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting; as often as needed.")
        private Map<String, String> settings = new LinkedHashMap<>();

        private Network network() {
            return network(Map.of());
        }

        /** With further settings, which count unless they are given. */
        private Network network(Map<String, String> further) {
            var all = new LinkedHashMap<>(further);
            all.putAll(settings);
            try {
                return Networks.build(name, size, all);
            } catch (IllegalArgumentException e) {
                throw wrong(e);
            }
        }
    }

    private static ProblemException wrong(IllegalArgumentException e) {
        return new ProblemException(
                ExitStatus.USAGE,
                Problem.of(
                        "bad-network",
                        String.valueOf(e.getMessage()),
                        "`scanloop network list` and `scanloop network describe NETWORK` show what there is"));
    }

    private static List<String> words(Network network) {
        var cost = network.cost();
        var facts = new Table()
                .row("network", network.name())
                .row("settings", texts(network.settings()))
                .row("inputs", shapes(network.graph().inputs()))
                .row("outputs", shapes(network.outputs()))
                .row("parameters", "%,d".formatted(network.parameters()))
                .row("buffers", "%,d".formatted(network.buffers()))
                .row("GMAC", "%.3f".formatted(cost.maps() / GIGA))
                .row("GMAC inside attention", "%.3f".formatted(cost.attention() / GIGA));
        var stages = Table.of("stage", "shape");
        network.stages().forEach((stage, shape) -> stages.row(stage, shape(shape)));
        var lines = new ArrayList<>(facts.lines());
        lines.add("");
        lines.addAll(stages.lines());
        return lines;
    }

    private static ObjectNode document(Network network) {
        var json = Json.object().put("network", network.name());
        var settings = json.putObject("settings");
        network.settings().forEach(settings::put);
        json.put("parameters", network.parameters()).put("buffers", network.buffers());
        var cost = network.cost();
        json.put("multiplyAccumulates", cost.maps()).put("attentionMultiplyAccumulates", cost.attention());
        put(json.putObject("inputs"), shapesOf(network.graph().inputs()));
        put(json.putObject("outputs"), shapesOf(network.outputs()));
        put(json.putObject("stages"), network.stages());
        put(json.putObject("shapes"), network.shapes());
        return json;
    }

    private static void put(ObjectNode json, Map<String, long[]> shapes) {
        shapes.forEach((name, shape) -> Arrays.stream(shape).forEach(json.withArray(name)::add));
    }

    private static Map<String, long[]> shapesOf(Map<String, Tensor> values) {
        var shapes = new LinkedHashMap<String, long[]>();
        values.forEach((name, value) -> shapes.put(name, value.shape()));
        return shapes;
    }

    private static String texts(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" "));
    }

    private static String shapes(Map<String, Tensor> values) {
        return values.entrySet().stream()
                .map(value -> value.getKey() + " " + shape(value.getValue().shape()))
                .collect(Collectors.joining(", "));
    }

    private static String shape(long[] shape) {
        return Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining(" x "));
    }
}
