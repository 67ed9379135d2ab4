package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.scanloop.learning.export.ModelExport;
import io.scanloop.learning.export.Subject;
import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.training.Trainer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scanloop models export}: a model version as files that plain PyTorch loads. */
@Command(
        name = "export",
        description = {
            "Writes a model version as a folder that needs no Scanloop: model.pt (TorchScript with its weights, for"
                    + " torch.jit.load), weights.safetensors, and model.json, which says what the network takes and gives:"
                    + " contrasts, spacing, intensities, classes, windows, where it comes from.",
            "",
            "The weights are fetched from eval-service; the network is built and tried out here. What only training needs"
                    + " is left out; parameters, GMAC and time of a forward pass are shown with it and without. docs/export.md"
                    + " has ten lines of Python that run it."
        },
        footer = {
            "  scanloop models export m7 --project liver --output m7",
            "  scanloop models export m7 --project liver --output m7 --passes 0 --json"
        })
final class ExportCommand implements Callable<Integer> {
    private static final int MOST_PASSES = 1000;
    private static final String SAME_PROGRAM = "the same as in this version";

    private final Scanloop scanloop;

    @Parameters(paramLabel = "MODEL", description = "The model version, as `scanloop models list` names it.")
    private String model = "";

    @Option(names = "--project", paramLabel = "NAME", required = true, description = "The project.")
    private String project = "";

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "The folder to be made. Default: the name of the model version.")
    private @Nullable Path output;

    @Option(
            names = "--passes",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "Forward passes whose median is the time that is shown, on one thread; 0: no times. Default: 5.")
    private int passes;

    ExportCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
    }

    @Override
    public Integer call() {
        if (passes != 0) {
            Scanloop.requireWithin("--passes", passes, MOST_PASSES);
        }
        var folder = output == null ? Path.of(model) : output;
        requireFree(folder);
        var loop = scanloop.loop();
        var manifest = loop.manifest(project, model);
        prepareEngine();
        try {
            var scratch = Files.createTempDirectory("scanloop-export");
            try {
                return export(manifest, fetched(loop, manifest, scratch), folder);
            } finally {
                delete(scratch);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new ProblemException(
                    ExitStatus.FAILED,
                    Problem.of(
                            "not-written",
                            "the export cannot be written: %s".formatted(e),
                            "see that there is room, and that the folder above %s may be written".formatted(folder)));
        }
    }

    private static void requireFree(Path folder) {
        if (Files.exists(folder)) {
            throw new ProblemException(
                    ExitStatus.USAGE,
                    Problem.of(
                            "folder-exists",
                            "%s is there already".formatted(folder),
                            "a folder that is to be made",
                            "one that exists",
                            "name another one with --output, or take this one away"));
        }
        var above = folder.toAbsolutePath().getParent();
        if (above == null || !Files.isDirectory(above)) {
            throw new ProblemException(
                    ExitStatus.USAGE,
                    Problem.of(
                            "no-folder-above",
                            "%s cannot be made".formatted(folder),
                            "a folder in which it is made",
                            "none at %s".formatted(above),
                            "make that one first, or name another one with --output"));
        }
    }

    /** Before the engine starts: times are those of one thread. */
    private static void prepareEngine() {
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // that the engine logs nowhere is no news
        System.setProperty("ai.djl.pytorch.num_threads", System.getProperty("ai.djl.pytorch.num_threads", "1"));
    }

    /** The weights, each file held against its hash. */
    private List<Path> fetched(LoopClient loop, JsonNode manifest, Path scratch) throws IOException {
        var files = new ArrayList<Path>();
        for (var reference : manifest.path("weights")) {
            var file = scratch.resolve("weights-%d.safetensors".formatted(files.size()));
            loop.weights(project, model, files.size(), file);
            var expected = reference.path("sha256").asText();
            var found = hash(file);
            if (!found.equals(expected)) {
                throw new ProblemException(
                        ExitStatus.FAILED,
                        Problem.of(
                                "weights-damaged",
                                "the weights of %s did not come whole".formatted(model),
                                "SHA-256 " + expected,
                                found,
                                "run the command again; if it stays so, an object of the store was altered"));
            }
            files.add(file);
        }
        return files;
    }

    private int export(JsonNode manifest, List<Path> weights, Path folder) throws IOException {
        var classes = manifest.path("classes");
        var task = new Task(
                texts(manifest.path("contrasts")),
                stream(classes).map(one -> one.path("value").asInt()).toList(),
                stream(manifest.path("spacing")).map(JsonNode::asDouble).toList(),
                manifest.path("preset").asText());
        try {
            var method = Methods.named(manifest.path("method").asText());
            var provenance = provenance(manifest);
            provenance.put("program", program(provenance, Trainer.program(method.finetuning(task))));
            var subject = new Subject(
                    method,
                    task,
                    stream(classes).map(one -> one.path("name").asText()).toList(),
                    weights,
                    provenance);
            return show(folder, subject, ModelExport.write(subject, folder, passes));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ExitStatus.REFUSED,
                    Problem.of(
                            "other-network",
                            "this program cannot build the network of %s: %s".formatted(model, e.getMessage()),
                            "use the `scanloop` of the version that trained it, or train it anew"));
        }
    }

    /** How the program that trained the weights stands to what this one would train with. */
    private static String program(SortedMap<String, String> provenance, String here) {
        var trained = provenance.get("program_sha256");
        if (trained == null) {
            return "not recorded: this model was registered before programs were; here it is " + here;
        }
        return trained.equals(here) ? SAME_PROGRAM : "another than in this version, where it is " + here;
    }

    /** Scalars of the manifest, hashes of what it refers to, and how it was made. */
    private static SortedMap<String, String> provenance(JsonNode manifest) {
        var provenance = new TreeMap<String, String>();
        manifest.path("provenance")
                .properties()
                .forEach(one -> provenance.put(one.getKey(), one.getValue().asText()));
        for (var name : List.of("project", "model", "run", "generation", "seed")) {
            provenance.put(name, manifest.path(name).asText());
        }
        provenance.put("registered", manifest.path("at").asText());
        for (var name : List.of("configuration", "snapshot", "encoder")) {
            var hash = manifest.path(name).path("sha256").asText("");
            if (!hash.isEmpty()) {
                provenance.put(name + "_sha256", hash);
            }
        }
        var checkpoint = new ArrayList<String>();
        manifest.path("weights")
                .forEach(file -> checkpoint.add(file.path("sha256").asText()));
        provenance.put("checkpoint_sha256", String.join(",", checkpoint));
        provenance.put("exported_by", new Scanloop.Version().getVersion()[0]);
        return provenance;
    }

    private int show(Path folder, Subject subject, ModelExport export) {
        var json = Json.object()
                .put("folder", folder.toString())
                .put("method", subject.method().id())
                .put("preset", subject.task().preset())
                .put("program", subject.provenance().get("program"));
        var figures = json.putObject("figures");
        var table = Table.of("network", "parameters", "GMAC", "inside attention", "ms a window, one thread");
        export.figures().forEach((network, one) -> {
            var row = figures.putObject(network)
                    .put("parameters", one.numbers())
                    .put("gmac", one.gigaMacs())
                    .put("attention_gmac", one.attentionGigaMacs());
            one.millisecondsPerItem().ifPresent(time -> row.put("milliseconds", time));
            table.row(
                    network,
                    "%,d".formatted(one.numbers()),
                    "%.3f".formatted(one.gigaMacs()),
                    "%.3f".formatted(one.attentionGigaMacs()),
                    one.millisecondsPerItem().isPresent()
                            ? String.format(
                                    Locale.ROOT,
                                    "%.1f",
                                    one.millisecondsPerItem().getAsDouble())
                            : "-");
        });
        var stripped = json.putObject("strippedParameters");
        export.stripped().forEach(stripped::put);
        json.put("difference", export.difference());
        return scanloop.show(json, table.lines(), remark(folder, subject, export));
    }

    private static String remark(Path folder, Subject subject, ModelExport export) {
        var stripped = export.stripped().isEmpty()
                ? "nothing"
                : String.join(", ", export.stripped().keySet());
        return "left out: %s\nthe program that trained it: %s\nmodel.pt gives what the network gives, to %.1e\nwritten to %s"
                .formatted(stripped, subject.provenance().get("program"), export.difference(), folder);
    }

    private static List<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asText).toList();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String hash(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void delete(Path scratch) throws IOException {
        try (var files = Files.list(scratch)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(scratch);
    }
}
