package io.scanloop.learning.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How much memory the values of a program take at once, in bytes, found by going through its operations in order as the
 * engine does. Values that share memory, such as a reshape and what it reshapes, count once. Counted are inputs,
 * constants, results, what is kept for gradients ({@link Kept}), gradients by results; not parameters and gradients by
 * them, which whoever trains holds, and not what single operations of the engine take for themselves while they run.
 */
public final class Footprint {
    private static final Set<String> VIEWS = Set.of("permute", "transpose", "squeeze", "unsqueeze", "expand", "slice");
    /** Views whose numbers no longer lie in order. */
    private static final Set<String> SCATTERED = Set.of("permute", "transpose", "expand", "slice");

    private final List<Tensor> operations;
    private final Set<Tensor> asked;
    private final Map<Tensor, Tensor> owners = new HashMap<>();
    private final Set<Tensor> scattered = new HashSet<>();
    private final Map<Tensor, Integer> lastUses = new HashMap<>();
    private final Set<Tensor> live = new HashSet<>();
    private long now;
    private long peak;

    private Footprint(Graph graph, List<Tensor> values) {
        this.operations = Listing.operations(graph, values);
        graph.inputs().values().forEach(this::hold);
        graph.constants().values().forEach(constant -> hold(constant.value()));
        for (int at = 0; at < operations.size(); at++) {
            var result = operations.get(at);
            own(result);
            for (var operand : operands(result)) {
                lastUses.put(owner(operand), at);
            }
        }
        this.asked = new HashSet<>(values.stream().map(this::owner).toList());
    }

    /** The peak of a forward pass in which a value goes when nobody needs it any more. */
    public static long ofForward(Graph graph, List<Tensor> values) {
        var footprint = new Footprint(graph, values);
        footprint.forward(Map.of());
        return footprint.peak;
    }

    /**
     * The peak of a forward pass and the gradients after it.
     *
     * @param values what the pass is to give, the loss among it
     * @param leaves parameters by which gradients are asked
     */
    public static long ofTraining(Graph graph, List<Tensor> values, Set<Tensor> leaves) {
        var footprint = new Footprint(graph, values);
        var learning = new HashSet<>(leaves);
        for (var result : footprint.operations) {
            if (Listing.flowing(result).stream().anyMatch(learning::contains)) {
                learning.add(result);
            }
        }
        var kept = new HashMap<Tensor, Kept>();
        for (var result : footprint.operations) {
            if (learning.contains(result)) {
                kept.put(result, Kept.of(result, learning::contains));
            }
        }
        footprint.forward(kept);
        footprint.backward(kept, learning::contains);
        return footprint.peak;
    }

    static long bytes(Tensor value) {
        long each = switch (value.type()) {
            case FLOAT32 -> Float.BYTES;
            case FLOAT64 -> Double.BYTES;
            case INT64 -> Long.BYTES;
            case BOOL -> 1;
        };
        return each * value.count();
    }

    private static List<Tensor> operands(Tensor result) {
        return Objects.requireNonNull(result.call()).operands();
    }

    /** Finds out whose memory a result lies in. */
    private void own(Tensor result) {
        var call = Objects.requireNonNull(result.call());
        var operands = call.operands();
        boolean isCopy = call.function().equals("reshape") && scattered.contains(operands.get(0));
        boolean isSame = VIEWS.contains(call.function())
                || (call.function().equals("reshape") && !isCopy)
                || call.function().equals("detach")
                || (call.function().equals("dropout") && !Kept.drops(call))
                || (call.function().equals("to") && operands.get(0).type() == result.type());
        if (isSame) {
            owners.put(result, owner(operands.get(0)));
            if (SCATTERED.contains(call.function()) || scattered.contains(operands.get(0))) {
                scattered.add(result);
            }
        }
    }

    private Tensor owner(Tensor value) {
        return owners.getOrDefault(value, value);
    }

    private void hold(Tensor value) {
        if (value.source() != Tensor.Source.PARAMETER && live.add(value)) {
            add(bytes(value));
        }
    }

    private void add(long bytes) {
        now += bytes;
        peak = Math.max(peak, now);
    }

    private void forward(Map<Tensor, Kept> kept) {
        var keeping = new HashSet<Tensor>(asked);
        kept.values().forEach(some -> some.values().forEach(value -> keeping.add(owner(value))));
        for (int at = 0; at < operations.size(); at++) {
            var result = operations.get(at);
            hold(owner(result));
            var some = kept.get(result);
            add(some == null ? 0 : some.more());
            var over = new ArrayList<>(operands(result));
            over.add(result);
            for (var value : over) {
                drop(owner(value), at, keeping);
            }
        }
    }

    private void drop(Tensor value, int at, Set<Tensor> keeping) {
        boolean isMade = value.source() == Tensor.Source.OPERATION;
        if (isMade && lastUses.getOrDefault(value, -1) <= at && !keeping.contains(value) && live.remove(value)) {
            now -= bytes(value);
        }
    }

    /** A gradient by a value lives from its last use to its making; what is kept goes with the first that kept it. */
    private void backward(Map<Tensor, Kept> kept, Predicate<Tensor> learns) {
        var firstKeepers = new HashMap<Tensor, Tensor>();
        for (var result : operations) {
            var some = kept.get(result);
            if (some != null) {
                some.values().forEach(value -> firstKeepers.putIfAbsent(owner(value), result));
            }
        }
        var gradients = new HashSet<Tensor>();
        for (int at = operations.size() - 1; at >= 0; at--) {
            var result = operations.get(at);
            var some = kept.get(result);
            if (some == null) {
                continue;
            }
            for (var operand : operands(result)) {
                var owner = owner(operand);
                if (learns.test(operand) && owner.source() == Tensor.Source.OPERATION && owner != owner(result)) {
                    if (gradients.add(owner)) {
                        add(bytes(owner));
                    } else {
                        add(bytes(operand)); // a second one, until it is added to the first
                        now -= bytes(operand);
                    }
                }
            }
            if (owner(result) == result && gradients.remove(result)) {
                now -= bytes(result);
            }
            now -= some.more();
            for (var value : some.values()) {
                var owner = owner(value);
                if (firstKeepers.get(owner) == result
                        && owner.source() == Tensor.Source.OPERATION
                        && live.remove(owner)) {
                    now -= bytes(owner);
                }
            }
        }
    }
}
