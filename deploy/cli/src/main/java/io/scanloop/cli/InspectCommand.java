package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scanloop.imaging.InvalidVolumeException;
import io.scanloop.imaging.NiftiHeader;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.imaging.VolumeFacts;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code scanloop inspect}: what a volume on disk is, or why it is refused. */
@Command(
        name = "inspect",
        description = {
            "Reads volumes and says what they are: shape, orientation, affine, spacing, type, scaling and values; or why"
                    + " they are refused.",
            "",
            "With --json: one object for one file, an array for several. A refused file is {\"file\", \"error\":"
                    + " {\"code\", \"message\", \"expected\", \"actual\", \"action\"}}. A number that is not finite is"
                    + " the text \"NaN\", \"Infinity\" or \"-Infinity\"; slope and intercept are null when the file"
                    + " has none; minimum, maximum and sum are null for colour."
        },
        footer = {"  scanloop inspect T1.nii.gz", "  scanloop inspect --json /data/livers/*/CT.nii.gz"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class InspectCommand implements Callable<Integer> {
    private final Scanloop scanloop;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "NIfTI-1 or NIfTI-2 files, compressed or not.")
    private List<Path> files;

    InspectCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
    }

    @Override
    public Integer call() {
        var console = scanloop.console();
        var documents = Json.array();
        var exit = ExitStatus.OK;
        for (var file : files) {
            try {
                var facts = VolumeFacts.scan(file, NiftiLimits.DEFAULT);
                if (scanloop.wantsJson()) {
                    documents.add(document(file, facts));
                } else {
                    console.print(words(console, file, facts));
                }
            } catch (IOException e) {
                exit = ExitStatus.REFUSED;
                var problem = problem(file, e);
                documents.addObject().put("file", file.toString()).set("error", problem.toJson());
                if (!scanloop.wantsJson()) {
                    console.say(problem);
                }
            }
        }
        if (scanloop.wantsJson()) {
            console.print(files.size() == 1 ? documents.get(0) : documents);
        }
        return exit.code();
    }

    /** Why a file is no volume. */
    static Problem problem(Path file, IOException e) {
        if (e instanceof InvalidVolumeException invalid) {
            return Problem.of(
                    invalid.code(),
                    "%s is refused".formatted(file),
                    invalid.expected(),
                    invalid.actual(),
                    invalid.action());
        }
        return ProblemException.unreadable(file, e).problem();
    }

    private static ObjectNode document(Path file, VolumeFacts facts) {
        var header = facts.header();
        var json = Json.object().put("file", file.toString()).put("format", format(header));
        var shape = json.putArray("shape");
        Arrays.stream(header.shape()).forEach(shape::add);
        json.put("orientation", header.orientation());
        var affine = json.putArray("affine");
        for (var row : header.affine().rows()) {
            var numbers = affine.addArray();
            Arrays.stream(row).mapToObj(Json::number).forEach(numbers::add);
        }
        var spacing = json.putArray("spacing");
        Arrays.stream(header.spacing()).mapToObj(Json::number).forEach(spacing::add);
        json.put("type", header.type().toString()).put("byteOrder", byteOrder(header));
        json.set("slope", orNull(header.slope()));
        json.set("intercept", orNull(header.intercept()));
        json.put("qformCode", header.qformCode()).put("sformCode", header.sformCode());
        var hasValues = !header.type().isColour();
        json.set("minimum", hasValues ? Json.number(facts.minimum()) : NullNode.getInstance());
        json.set("maximum", hasValues ? Json.number(facts.maximum()) : NullNode.getInstance());
        json.set("sum", hasValues ? Json.number(facts.sum()) : NullNode.getInstance());
        json.put("nonFinite", facts.nonFinite());
        return json;
    }

    private static JsonNode orNull(double value) {
        return Double.isNaN(value) ? NullNode.getInstance() : Json.number(value);
    }

    private static String words(Console console, Path file, VolumeFacts facts) {
        var header = facts.header();
        var table = new Table()
                .row("  format", "%s, %s, %s-endian".formatted(format(header), header.type(), byteOrder(header)))
                .row(
                        "  shape",
                        LongStream.of(header.shape()).mapToObj(Long::toString).collect(Collectors.joining(" x ")))
                .row("  spacing", spacing(header))
                .row("  orientation", header.orientation());
        var rows = affine(header);
        table.row("  affine", rows.get(0));
        rows.subList(1, 3).forEach(row -> table.row("", row));
        table.row("  transforms", "qform %d, sform %d".formatted(header.qformCode(), header.sformCode()))
                .row("  scaling", scaling(header))
                .row("  values", values(facts));
        var labels = facts.labels();
        if (labels != null && labels.size() > 1 && labels.size() <= 64) {
            table.row(
                    "  integers", labels.keySet().stream().map(String::valueOf).collect(Collectors.joining(" ")));
        }
        return console.in(Console.Tone.STRONG, file.toString()) + "\n" + String.join("\n", table.lines());
    }

    private static String format(NiftiHeader header) {
        return "NIfTI-" + header.version();
    }

    private static String byteOrder(NiftiHeader header) {
        return header.byteOrder() == ByteOrder.BIG_ENDIAN ? "big" : "little";
    }

    private static String spacing(NiftiHeader header) {
        var numbers = Arrays.stream(header.spacing())
                .mapToObj(InspectCommand::shortly)
                .toList();
        return String.join(" x ", numbers.subList(0, Math.min(3, numbers.size())))
                + " mm"
                + (numbers.size() > 3 ? ", then " + String.join(" x ", numbers.subList(3, numbers.size())) : "");
    }

    private static String scaling(NiftiHeader header) {
        return header.isScaled()
                ? "stored x %s + %s".formatted(shortly(header.slope()), shortly(header.intercept()))
                : "none";
    }

    private static String values(VolumeFacts facts) {
        if (facts.header().type().isColour()) {
            return "colour";
        }
        var text =
                "%s to %s, sum %s".formatted(shortly(facts.minimum()), shortly(facts.maximum()), shortly(facts.sum()));
        return facts.nonFinite() == 0 ? text : "%s, %d not finite".formatted(text, facts.nonFinite());
    }

    /** Three rows, numbers under each other. */
    private static List<String> affine(NiftiHeader header) {
        var table = new Table();
        for (var row : Arrays.copyOf(header.affine().rows(), 3)) {
            table.row(Arrays.stream(row).mapToObj(InspectCommand::shortly).toArray(String[]::new));
        }
        return new ArrayList<>(table.lines());
    }

    /** Seven digits, as many as float32 has; no zeros at the end. */
    private static String shortly(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        var text = String.format(Locale.ROOT, "%.7g", value);
        return text.contains("e") ? text : text.replaceAll("\\.?0+$", "");
    }
}
