package io.scanloop.learning.method;

import io.scanloop.learning.graph.Tensor;

/**
 * What a pixel of one view looks like in another: the cosine of the vector in the middle of the first view and the vector of
 * each pixel of the second, which was moved alike. Of a network that has learned it is brightest in the middle, and darker where
 * the image is something else.
 */
public final class SimilarityMap {
    private static final double TINY = 1e-12;

    private SimilarityMap() {}

    /**
     * The map as a picture: the second view, the first, and the cosine, of which -1 is as dark as the darkest pixel of the
     * second view, and 1 as bright as the brightest.
     *
     * @param first vectors of the first view (B, d, X, Y)
     * @param second vectors of the second (B, d, X, Y)
     * @param firstView (B, 1, X, Y)
     * @param secondView (B, 1, X, Y)
     */
    static Picture of(Tensor first, Tensor second, Tensor firstView, Tensor secondView) {
        Tensor query = middle(middle(first, 2), 3);
        Tensor products = query.times(second).sum(1);
        Tensor lengths = query.square().sum(1).times(second.square().sum(1)).sqrt();
        Tensor likeness = products.over(lengths.plus(TINY)).plus(1).times(0.5);
        Tensor brightest = most(secondView);
        Tensor darkest = most(secondView.negate()).negate();
        Tensor map = likeness.unsqueeze(1).times(brightest.minus(darkest)).plus(darkest);
        return new Picture(secondView.unsqueeze(4), firstView.unsqueeze(4), map.unsqueeze(4));
    }

    /** (B, 1, 1, 1). */
    private static Tensor most(Tensor view) {
        return view.reshape(view.size(0), -1).max(1).reshape(view.size(0), 1, 1, 1);
    }

    private static Tensor middle(Tensor of, int axis) {
        long at = of.size(axis) / 2;
        return of.slice(axis, at, at + 1);
    }
}
