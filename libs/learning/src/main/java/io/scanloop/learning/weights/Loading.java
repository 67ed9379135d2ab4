package io.scanloop.learning.weights;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which tensors of a file go where in a network. Each tensor of the file must be mapped or dropped; a mapped one must
 * find a parameter of its shape.
 *
 * @param renamed prefix of the file's names to prefix of the network's; the longest that fits holds; "" fits all
 * @param dropped prefixes of the file's names that stay behind; a longer one in {@code renamed} goes before
 * @param required prefixes of the network's names whose parameters must all be found
 */
public record Loading(Map<String, String> renamed, List<String> dropped, List<String> required) {

    /** Copies. */
    public Loading {
        renamed = Map.copyOf(renamed);
        dropped = List.copyOf(dropped);
        required = List.copyOf(required);
    }

    /** Every tensor of the file is wanted and every parameter of the network needed, name by name. */
    public static Loading exact() {
        return new Loading(Map.of("", ""), List.of(), List.of(""));
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

    private static Optional<String> longest(String name, List<String> prefixes) {
        return prefixes.stream().filter(name::startsWith).max((a, b) -> Integer.compare(a.length(), b.length()));
    }
}
