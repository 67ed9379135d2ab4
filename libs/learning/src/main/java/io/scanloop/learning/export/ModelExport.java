package io.scanloop.learning.export;

import io.scanloop.learning.program.LoadedModule;
import io.scanloop.learning.program.Program;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A trained network in three files: {@code model.pt}, which PyTorch loads by itself; {@code weights.safetensors}, its
 * numbers; {@code model.json}, what it takes, gives and comes from. They hold the network of the method's predictor and
 * nothing that only training needs.
 *
 * @param figures by name of the network: {@code pretraining} where the method has one, {@code finetuning}, {@code exported}
 * @param difference largest difference between what {@code model.pt} and the predictor's network gave, loaded and tried
 *     on numbers by formula
 */
public record ModelExport(Map<String, Figures> figures, double difference) {
    public static final String MODULE = "model.pt";
    public static final String WEIGHTS = "weights.safetensors";
    public static final String DESCRIPTION = "model.json";

    private static final String EXPORTED = "exported";

    /**
     * As a share of the largest logit. Rounding stays a hundred times below it: attention is written in other operators,
     * all else is the same.
     */
    private static final double LARGEST_DIFFERENCE = 1e-4;

    public ModelExport {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }

    /**
     * Writes the folder, whole or not at all, after {@code model.pt} was loaded and gave what the predictor gives.
     *
     * @param folder is not there yet, its parent is
     * @param passes of which the median is the latency; 0 measures none
     * @throws FileAlreadyExistsException when the folder is there
     * @throws IllegalArgumentException when the weights are not those of the method's network; it names the tensor
     * @throws IOException when weights cannot be read or the folder cannot be written
     */
    public static ModelExport write(Subject subject, Path folder, int passes) throws IOException {
        if (Files.exists(folder)) {
            throw new FileAlreadyExistsException(folder.toString());
        }
        var draft = folder.resolveSibling("%s.%s.draft".formatted(folder.getFileName(), UUID.randomUUID()));
        Files.createDirectory(draft);
        try (var predictor = subject.method().predictor(subject.task(), subject.weights())) {
            var module = draft.resolve(MODULE);
            var weights = draft.resolve(WEIGHTS);
            predictor.network().saveModule(module);
            predictor.network().saveWeights(weights, Map.of("format", "pt"));
            Files.setPosixFilePermissions(weights, Files.getPosixFilePermissions(module));
            var export = measured(subject, predictor.network(), module, new Stopwatch(passes));
            var hashes = new TreeMap<>(Map.of(MODULE, hash(module), WEIGHTS, hash(weights)));
            Files.writeString(draft.resolve(DESCRIPTION), new Description(subject, predictor).json(export, hashes));
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
            return export;
        } finally {
            delete(draft);
        }
    }

    private static ModelExport measured(Subject subject, Program network, Path module, Stopwatch stopwatch)
            throws IOException {
        var tried = tried(network, module, stopwatch);
        var figures = new LinkedHashMap<String, Figures>();
        if (subject.method().pretrains()) {
            figures.put("pretraining", TrainingNetworks.of(subject.method().pretraining(subject.task()), stopwatch));
        }
        figures.put("finetuning", TrainingNetworks.of(subject.method().finetuning(subject.task()), stopwatch));
        figures.put(EXPORTED, tried.figures());
        return new ModelExport(figures, tried.difference());
    }

    /** What only training needs and the export has not: numbers in parameters, by the first part of their paths. */
    public SortedMap<String, Long> stripped() {
        var exported = Objects.requireNonNull(figures.get(EXPORTED));
        var stripped = new TreeMap<String, Long>();
        figures.values()
                .forEach(network ->
                        network.beyond(exported).forEach((part, numbers) -> stripped.merge(part, numbers, Math::max)));
        return stripped;
    }

    private record Tried(Figures figures, double difference) {}

    private static Tried tried(Program network, Path module, Stopwatch stopwatch) throws IOException {
        var inputs = AnyInputs.of(network.graph());
        var expected = network.run(inputs).values().iterator().next().asFloats();
        var arguments = List.copyOf(inputs.values());
        try (var loaded = LoadedModule.open(module)) {
            double difference = largest(expected, loaded.run(arguments).asFloats());
            double size = largest(expected, new float[expected.length]);
            if (!(difference <= LARGEST_DIFFERENCE * size)) {
                throw new IllegalStateException(
                        "the exported module must give what the network gives, but of logits up to %s it differs by %s"
                                .formatted(size, difference));
            }
            var time = stopwatch.median(() -> loaded.run(arguments));
            return new Tried(Figures.of(network.graph(), network.outputs().values(), time), difference);
        }
    }

    private static double largest(float[] expected, float[] actual) {
        if (expected.length != actual.length) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs((double) expected[i] - actual[i]));
        }
        return largest;
    }

    private static String hash(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var digest = MessageDigest.getInstance("SHA-256");
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (var file : List.of(MODULE, WEIGHTS, DESCRIPTION)) {
                Files.deleteIfExists(folder.resolve(file));
            }
            Files.delete(folder);
        }
    }
}
