package io.scanloop.learning.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes operations as lines, one each, and between them the conversions that the precision demands: a value is converted
 * once, where it is first needed otherwise than it was made.
 */
public final class Emission {
    private static final int BFLOAT16 = 15;
    private static final Set<String> MULTIPLYING = Set.of(
            "conv2d conv3d conv_transpose2d conv_transpose3d linear matmul scaled_dot_product_attention".split(" "));

    private static final String ATTENTION = "scaled_dot_product_attention";

    /** What these make of bfloat16 is bfloat16: they move numbers or bend one by one. */
    private static final Set<String> FOLLOWING = Set.of(
            ("reshape permute transpose unsqueeze squeeze expand slice flip roll cat stack constant_pad_nd relu leaky_relu"
                            + " gelu dropout")
                    .split(" "));

    private final Listing listing;
    private final Precision precision;
    private final boolean isPortable;
    private final Set<Tensor> madeLow = new HashSet<>();
    private final Set<Tensor> raised = new HashSet<>();
    private final Set<Tensor> lowered = new HashSet<>();
    private final List<String> lines = new ArrayList<>();

    private Emission(Listing listing, Precision precision, boolean isPortable) {
        this.listing = listing;
        this.precision = precision;
        this.isPortable = isPortable;
    }

    /** For this engine. */
    static Emission of(Listing listing, Precision precision) {
        return new Emission(listing, precision, false);
    }

    /** For engines of others, which may be older. */
    static Emission portable(Listing listing) {
        return new Emission(listing, Precision.FLOAT32, true);
    }

    /** The lines of some operations; what they need from elsewhere is there in FLOAT32. */
    public List<String> lines(List<Tensor> operations) {
        lines.clear();
        operations.forEach(this::add);
        return List.copyOf(lines);
    }

    /** The lines, if any are needed, after which values are there in FLOAT32 by their names. */
    public List<String> inFull(List<Tensor> values) {
        lines.clear();
        values.forEach(this::full);
        return List.copyOf(lines);
    }

    private void add(Tensor operation) {
        var call = operation.call();
        if (call == null) {
            return;
        }
        boolean isLow = isLow(operation, call);
        if (isLow) {
            madeLow.add(operation);
        }
        // may add conversions
        var text = isPortable && call.function().equals(ATTENTION)
                ? Products.attention(call, listing::name)
                : call.text(isLow ? this::low : this::full, listing.mode());
        lines.add("%s = %s  # %s%s"
                .formatted(
                        isLow ? listing.lowName(operation) : listing.name(operation),
                        text,
                        Shapes.text(operation.shape()),
                        isLow ? " bfloat16" : ""));
    }

    private boolean isLow(Tensor operation, Call call) {
        if (precision == Precision.FLOAT32 || operation.type() != Type.FLOAT32 || listing.isPrecise(operation)) {
            return false;
        }
        if (MULTIPLYING.contains(call.function())) {
            return true;
        }
        return FOLLOWING.contains(call.function())
                && call.operands().stream()
                        .filter(operand -> operand.type() == Type.FLOAT32)
                        .allMatch(madeLow::contains);
    }

    /** The name under which a value is there in FLOAT32, or in its own type when that is another. */
    private String full(Tensor value) {
        if (madeLow.contains(value) && raised.add(value)) {
            convert(listing.name(value), listing.lowName(value), Type.FLOAT32.code());
        }
        return listing.name(value);
    }

    private String low(Tensor value) {
        if (value.type() != Type.FLOAT32) {
            return listing.name(value);
        }
        if (!madeLow.contains(value) && lowered.add(value)) {
            convert(listing.lowName(value), listing.name(value), BFLOAT16);
        }
        return listing.lowName(value);
    }

    private void convert(String to, String from, int code) {
        lines.add("%s = torch.to(%s, %d)".formatted(to, from, code));
    }
}
