package io.scanloop.learning.method;

import io.scanloop.learning.graph.Tensor;

/**
 * What a pixel of one view looks like in another: the cosine of the vector in the middle of the first view and the vector of
 * each pixel of the second, which was moved alike. One that has learned is brightest in the middle, and dark elsewhere.
 */
public final class SimilarityMap {
    private static final double TINY = 1e-12;

    private SimilarityMap() {}

    /**
     * The map as a picture: the second view, the first, and (1 + cosine) / 2.
     *
     * @param first vectors of the first view (B, d, X, Y)
     * @param second vectors of the second (B, d, X, Y)
     * @param firstView (B, 1, X, Y)
     * @param secondView (B, 1, X, Y), in [0, 1] as the map is
     */
    static Picture of(Tensor first, Tensor second, Tensor firstView, Tensor secondView) {
        Tensor query = middle(middle(first, 2), 3);
        Tensor products = query.times(second).sum(1);
        Tensor lengths = query.square().sum(1).times(second.square().sum(1)).sqrt();
        Tensor likeness = products.over(lengths.plus(TINY)).plus(1).times(0.5);
        return new Picture(
                secondView.unsqueeze(4),
                firstView.unsqueeze(4),
                likeness.unsqueeze(1).unsqueeze(4));
    }

    private static Tensor middle(Tensor of, int axis) {
        long at = of.size(axis) / 2;
        return of.slice(axis, at, at + 1);
    }
}
