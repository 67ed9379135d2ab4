package io.scanloop.learning.network;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.Arrays;

/**
 * Halves a grid of tokens: its eight sub-lattices are joined on the channels, 8 C, then layer norm and a linear map to 2 C
 * without bias. The constants differ in the order of the sub-lattices, so in which network weights belong to: names and
 * shapes are the same, and the wrong one gives wrong numbers without a word.
 */
public enum PatchMerging {
    /** 000, 001, 010 ... 111 (offsets along X, Y, Z): SMIT's here, and MONAI's {@code downsample="mergingv2"}. */
    LEXICOGRAPHIC("000 001 010 011 100 101 110 111"),
    /** The order of MONAI from 1.5.0 on by default ({@code "merging"}), and Swin UNETR's here. */
    MONAI("000 100 010 001 110 101 011 111"),
    /**
     * The faulty order of MONAI to 1.4.0 (pull request 8285): 010 and 001 twice, 110 and 011 missing. Weights published
     * before 2025, those of Swin UNETR among them, were trained with it.
     */
    LEGACY("000 100 010 001 101 010 001 111");

    private final String order;

    PatchMerging(String order) {
        this.order = order;
    }

    /** Merges (B, X, Y, Z, C), even sizes, to (B, X/2, Y/2, Z/2, 2 C). */
    Tensor merged(Parameters scope, Tensor x, Linear first) {
        Tensor halves = x.reshape(x.size(0), x.size(1) / 2, 2, x.size(2) / 2, 2, x.size(3) / 2, 2, x.size(4));
        Tensor joined = Graph.concat(
                4,
                Arrays.stream(order.split(" ", -1))
                        .map(offset -> lattice(halves, offset))
                        .toList());
        return first.mapWithoutBias(scope, "reduction", Linear.norm(scope.in("norm"), joined), 2 * x.size(4));
    }

    private static Tensor lattice(Tensor halves, String offset) {
        Tensor lattice = halves;
        for (int axis = 2; axis >= 0; axis--) {
            int at = offset.charAt(axis) - '0';
            lattice = lattice.slice(2 * axis + 2, at, at + 1L).squeeze(2 * axis + 2);
        }
        return lattice;
    }
}
