package io.scanloop.learning.weights;

import io.scanloop.learning.graph.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Weights that others have published, brought into a network of ours: names mapped, half precision widened, which is
 * exact, the embedding adapted to the number of channels. Strict: a tensor of the file that finds no place, a parameter
 * that finds no tensor and a shape that does not fit are errors that name them. Loading published Swin UNETR weights
 * loosely is known to load nothing and say nothing.
 *
 * @param rule prefixes that are renamed, left behind, required
 * @param words pieces of names that are replaced, such as {@code mlp.fc1} by {@code mlp.linear1}
 * @param perChannel parameters (out, channels, ...) that a tensor of one channel is repeated for and divided by their
 *     number, so that equal channels give what one gave
 * @param refused beginnings of names by which weights show that they are of another network though all shapes fit, with
 *     what is to be done
 */
public record PublishedWeights(
        Loading rule, Map<String, String> words, List<String> perChannel, Map<String, String> refused) {
    /** Tables and counters that frameworks save beside weights; a network of ours makes its own. */
    private static final List<String> NO_WEIGHTS =
            List.of(".relative_position_index", ".num_batches_tracked", ".attn_mask");

    /** Names of other releases for what MONAI calls otherwise now. */
    private static final Map<String, String> OTHER_RELEASES =
            Map.of(".mlp.fc1.", ".mlp.linear1.", ".mlp.fc2.", ".mlp.linear2.");

    /** The embedding of Swin UNETR, UNETR. */
    private static final List<String> EMBEDDINGS =
            List.of("patch_embed.proj.weight", "patch_embedding.patch_embeddings.weight");

    private static final String ENCODER = "swinViT.";

    /** Copies. */
    public PublishedWeights {
        words = Map.copyOf(words);
        perChannel = List.copyOf(perChannel);
        refused = Map.copyOf(refused);
    }

    /** A file that names every parameter of the network as we do, and nothing else. */
    public static PublishedWeights exact() {
        return of(Loading.exact());
    }

    /** By prefixes. */
    public static PublishedWeights of(Loading rule) {
        return new PublishedWeights(rule, OTHER_RELEASES, EMBEDDINGS, Map.of());
    }

    /**
     * The encoder of Swin UNETR as others name it: with {@code module.} before its layers, as in the published
     * pre-training, with {@code swinViT.}, with both, or bare. Heads of the pre-training stay behind.
     *
     * <p>In which order the network merges patches, names do not tell: weights of MONAI to 1.4, the published ones among
     * them, need {@code PatchMerging.LEGACY} (the method {@code swin-unetr-legacy}), later ones {@code MONAI} ({@code
     * swin-unetr}).
     */
    public static PublishedWeights swinEncoder() {
        return of(new Loading(
                Map.of(
                        "module.",
                        ENCODER,
                        "module.swinViT.",
                        ENCODER,
                        ENCODER,
                        ENCODER,
                        "patch_embed.",
                        ENCODER + "patch_embed.",
                        "layers1.",
                        ENCODER + "layers1.",
                        "layers2.",
                        ENCODER + "layers2.",
                        "layers3.",
                        ENCODER + "layers3.",
                        "layers4.",
                        ENCODER + "layers4."),
                List.of(
                        "module.rotation_head.",
                        "module.contrastive_head.",
                        "module.conv.",
                        "rotation_head.",
                        "contrastive_head.",
                        "conv.",
                        "module.rotation_pre.",
                        "module.contrastive_pre.",
                        "rotation_pre.",
                        "contrastive_pre."),
                List.of(ENCODER)));
    }

    /** The same where a tensor whose name begins so is refused. */
    public PublishedWeights refusing(String prefix, String whatToDo) {
        return new PublishedWeights(rule, words, perChannel, Map.of(prefix, whatToDo));
    }

    /** Less of the same, as {@link Loading#only}. */
    public PublishedWeights only(List<String> prefixes) {
        return new PublishedWeights(rule.only(prefixes), words, perChannel, refused);
    }

    /**
     * Writes the weights for a network.
     *
     * @param from {@code .npz} or safetensors
     * @param network shapes by path
     * @param to safetensors of FLOAT32 under the network's names, for {@link Loading}; replaced when it is there
     * @return how much of the network was found
     * @throws IllegalArgumentException when file and network do not fit; it names what does not
     * @throws InvalidWeightsException when the file is not sound
     */
    public Loaded convert(Path from, Map<String, long[]> network, Path to) throws IOException {
        if (TensorArchive.isZip(from)) {
            try (var archive = NumpyArchive.open(from)) {
                return convert(archive.tensors(), archive::bytes, network, to);
            }
        }
        try (var file = Safetensors.open(from)) {
            return convert(file.tensors(), file::bytes, network, to);
        }
    }

    private Loaded convert(
            Map<String, TensorEntry> file, TensorArchive.Bytes bytes, Map<String, long[]> network, Path to)
            throws IOException {
        var sources = matched(file, network);
        var tensors = new ArrayList<Safetensors.Tensor>();
        for (var source : sources.entrySet()) {
            var shape = Objects.requireNonNull(network.get(source.getKey()));
            var entry = source.getValue();
            var numbers = Numbers.floats(entry, bytes.of(entry.name()));
            var fitting = isRepeated(source.getKey(), entry, shape) ? repeated(numbers, shape) : numbers;
            tensors.add(new Safetensors.Tensor(
                    source.getKey(),
                    TensorType.F32,
                    Arrays.stream(shape).boxed().toList(),
                    fitting));
        }
        for (var fold : rule.folded(file, sources.keySet())) {
            var shape = Objects.requireNonNull(network.get(fold.target()), fold.target());
            tensors.add(tensor(fold.target(), fold.of(file, bytes, shape)));
        }
        Safetensors.write(to, Map.of(), tensors);
        return Loaded.of(network, tensors.stream().map(Safetensors.Tensor::name).toList());
    }

    private static Safetensors.Tensor tensor(String path, HostTensor numbers) {
        var bytes = ByteBuffer.allocate(numbers.asFloats().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers.asFloats());
        return new Safetensors.Tensor(
                path, TensorType.F32, Arrays.stream(numbers.shape()).boxed().toList(), bytes);
    }

    private Map<String, TensorEntry> matched(Map<String, TensorEntry> file, Map<String, long[]> network) {
        refused.forEach((prefix, whatToDo) -> {
            if (file.keySet().stream().anyMatch(name -> name.startsWith(prefix))) {
                throw new IllegalArgumentException(
                        "names of the weights begin with \"%s\": %s".formatted(prefix, whatToDo));
            }
        });
        var sources = new LinkedHashMap<String, TensorEntry>();
        var unplaced = new TreeSet<String>();
        for (var entry : file.values()) {
            if (NO_WEIGHTS.stream().anyMatch(entry.name()::endsWith)) {
                continue;
            }
            var target = rule.target(entry.name()).map(this::renamed);
            if (target.isPresent()) {
                var shape = network.get(target.get());
                if (shape == null) {
                    unplaced.add("%s -> %s".formatted(entry.name(), target.get()));
                } else {
                    requireFit(entry, target.get(), shape);
                    if (sources.put(target.get(), entry) != null) {
                        throw new IllegalArgumentException(
                                "two tensors of the weights become \"%s\", one of them \"%s\""
                                        .formatted(target.get(), entry.name()));
                    }
                }
            }
        }
        var folded =
                rule.folded(file, sources.keySet()).stream().map(Fold::target).toList();
        var missing = network.keySet().stream()
                .filter(path -> !sources.containsKey(path) && !folded.contains(path))
                .filter(path -> rule.required().stream().anyMatch(path::startsWith))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!unplaced.isEmpty() || !missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "the weights are of another network: %s of theirs find no place, %s of the network are missing"
                            .formatted(some(unplaced), some(missing)));
        }
        return sources;
    }

    private String renamed(String name) {
        var renamed = name;
        for (var word : words.entrySet()) {
            renamed = renamed.replace(word.getKey(), word.getValue());
        }
        return renamed;
    }

    private void requireFit(TensorEntry entry, String path, long[] shape) {
        var expected = Arrays.stream(shape).boxed().toList();
        if (!entry.shape().equals(expected) && !isRepeated(path, entry, shape)) {
            throw new IllegalArgumentException("\"%s\" of the network needs %s, \"%s\" of the weights is %s"
                    .formatted(path, expected, entry.name(), entry.shape()));
        }
    }

    private boolean isRepeated(String path, TensorEntry entry, long[] shape) {
        boolean isPlace = perChannel.stream().anyMatch(path::endsWith);
        if (!isPlace || entry.shape().size() != shape.length || shape.length < 2 || shape[1] == 1) {
            return false;
        }
        var single = shape.clone();
        single[1] = 1;
        return entry.shape().equals(Arrays.stream(single).boxed().toList());
    }

    private static ByteBuffer repeated(ByteBuffer numbers, long[] shape) {
        int channels = (int) shape[1];
        int kernel = numbers.remaining() / Float.BYTES / (int) shape[0];
        var repeated = ByteBuffer.allocate(numbers.remaining() * channels).order(ByteOrder.LITTLE_ENDIAN);
        for (int out = 0; out < shape[0]; out++) {
            for (int channel = 0; channel < channels; channel++) {
                for (int i = 0; i < kernel; i++) {
                    repeated.putFloat(numbers.getFloat((out * kernel + i) * Float.BYTES) / channels);
                }
            }
        }
        return repeated.flip();
    }

    private static String some(Set<String> names) {
        int shown = 5;
        var first = names.stream().limit(shown).collect(Collectors.joining(", "));
        return names.size() <= shown
                ? "[%s]".formatted(first)
                : "[%s and %d more]".formatted(first, names.size() - shown);
    }
}
