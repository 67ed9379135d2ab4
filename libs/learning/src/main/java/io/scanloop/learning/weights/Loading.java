package io.scanloop.learning.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which tensors of a file go where in a network. Each tensor of the file must be mapped or dropped; a mapped one must
 * find a parameter of its shape.
 *
 * @param renamed prefix of the file's names to prefix of the network's; the longest that fits holds; "" fits all
 * @param dropped prefixes of the file's names that stay behind; a longer one in {@code renamed} goes before
 * @param required prefixes of the network's names whose parameters must all be found
 * @param folds parameters that are computed where the file has none of their name
 */
public record Loading(Map<String, String> renamed, List<String> dropped, List<String> required, List<Fold> folds) {

    /** Copies. */
    public Loading {
        renamed = Map.copyOf(renamed);
        dropped = List.copyOf(dropped);
        required = List.copyOf(required);
        folds = List.copyOf(folds);
    }

    /** Computes nothing. */
    public Loading(Map<String, String> renamed, List<String> dropped, List<String> required) {
        this(renamed, dropped, required, List.of());
    }

    /** Every tensor of the file is wanted and every parameter of the network needed, name by name. */
    public static Loading exact() {
        return new Loading(Map.of("", ""), List.of(), List.of(""));
    }

    /** Every tensor of the file is wanted, name by name; the network may have more parameters. */
    public static Loading byName() {
        return new Loading(Map.of("", ""), List.of(), List.of());
    }

    /**
     * Less of the same: only what goes to some parameters of the network, all of which are then required; the rest of what
     * is renamed stays behind.
     *
     * @param prefixes of the network's names
     */
    public Loading only(List<String> prefixes) {
        var kept = new LinkedHashMap<String, String>();
        renamed.forEach((from, to) -> prefixes.forEach(prefix -> {
            if (prefix.startsWith(to)) {
                kept.put(from + prefix.substring(to.length()), prefix);
            } else if (to.startsWith(prefix)) {
                kept.put(from, to);
            }
        }));
        var behind = new ArrayList<>(dropped);
        renamed.keySet().stream().filter(from -> !kept.containsKey(from)).forEach(behind::add);
        var wanted = folds.stream()
                .filter(fold -> prefixes.stream().anyMatch(fold.target()::startsWith))
                .toList();
        return new Loading(kept, behind, prefixes, wanted);
    }

    /**
     * The name in the network; empty for what is dropped.
     *
     * @throws IllegalArgumentException when no rule speaks of it
     */
    public Optional<String> target(String name) {
        var from = longest(name, renamed.keySet().stream().toList());
        var drop = longest(name, dropped);
        if (from.isEmpty() && drop.isEmpty()) {
            throw new IllegalArgumentException(
                    "\"%s\" is neither renamed (%s) nor dropped (%s): the weights are of another network"
                            .formatted(name, renamed.keySet(), dropped));
        }
        if (drop.isPresent()
                && (from.isEmpty() || drop.get().length() >= from.get().length())) {
            return Optional.empty();
        }
        return from.map(prefix -> renamed.get(prefix) + name.substring(prefix.length()));
    }

    /**
     * Finds for parameters of a network their tensors in a file. What is {@linkplain #folded folded} is not among them.
     *
     * @param file what the file holds
     * @param network shapes by path
     * @return names in the file by path, for the parameters that are found
     * @throws IllegalArgumentException when a tensor or parameter is not as this rule demands; it is named
     */
    public Map<String, String> match(Map<String, TensorEntry> file, Map<String, long[]> network) {
        var found = new LinkedHashMap<String, String>();
        for (var entry : file.values()) {
            var target = target(entry.name());
            if (target.isPresent()) {
                requireFit(entry, target.get(), network);
                var other = found.put(target.get(), entry.name());
                if (other != null) {
                    throw new IllegalArgumentException("\"%s\" and \"%s\" of the file both become \"%s\""
                            .formatted(other, entry.name(), target.get()));
                }
            }
        }
        var folded = folded(file, found.keySet()).stream().map(Fold::target).toList();
        for (var path : network.keySet()) {
            if (!found.containsKey(path)
                    && !folded.contains(path)
                    && required.stream().anyMatch(path::startsWith)) {
                throw new IllegalArgumentException(
                        "\"%s\" %s of the network is required and missing in the weights, which have %d tensors"
                                .formatted(path, Arrays.toString(network.get(path)), file.size()));
            }
        }
        return found;
    }

    /**
     * What is computed: those whose sources the file has, and whose parameter it has not.
     *
     * @param found parameters for which the file has a tensor
     */
    public List<Fold> folded(Map<String, TensorEntry> file, Set<String> found) {
        return folds.stream()
                .filter(fold -> !found.contains(fold.target()) && file.keySet().containsAll(fold.sources()))
                .toList();
    }

    private static void requireFit(TensorEntry entry, String path, Map<String, long[]> network) {
        var shape = network.get(path);
        if (shape == null) {
            throw new IllegalArgumentException("\"%s\" of the weights should become \"%s\", which the network has not"
                    .formatted(entry.name(), path));
        }
        var expected = Arrays.stream(shape).boxed().toList();
        if (!entry.shape().equals(expected) || entry.type() != TensorType.F32) {
            throw new IllegalArgumentException("\"%s\" of the network needs F32 %s, \"%s\" of the weights is %s %s"
                    .formatted(path, expected, entry.name(), entry.type(), entry.shape()));
        }
    }

    private static Optional<String> longest(String name, List<String> prefixes) {
        return prefixes.stream().filter(name::startsWith).max((a, b) -> Integer.compare(a.length(), b.length()));
    }
}
