package io.scanloop.learning.method;

import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;

/**
 * What one pixel looks like in another view: the cosine of its vector and the vector of each pixel of a second view, which was
 * moved alike. Of a network that has learned it is brightest at that pixel, and darker where the image is something else.
 */
public final class SimilarityMap {
    private static final double TINY = 1e-12;

    private SimilarityMap() {}

    /**
     * The map as a picture: the second view; the first, in which the asked pixel is marked, dark where the view is bright and
     * bright where it is dark; and the cosine, of which -1 is as dark as the darkest pixel of the second view, and 1 as bright
     * as the brightest.
     *
     * @param asked (B, 1, X, Y), 1 at the pixel that is asked for, else 0; with none the cosine is 0
     * @param first vectors of the first view (B, d, X, Y)
     * @param second vectors of the second (B, d, X, Y)
     * @param firstView (B, 1, X, Y)
     * @param secondView (B, 1, X, Y)
     */
    static Picture of(Tensor asked, Tensor first, Tensor second, Tensor firstView, Tensor secondView) {
        Tensor query = first.times(asked).sumKeep(2, 3);
        Tensor products = query.times(second).sum(1);
        Tensor lengths = query.square().sum(1).times(second.square().sum(1)).sqrt();
        Tensor likeness = products.over(lengths.plus(TINY)).plus(1).times(0.5);
        Tensor brightest = most(secondView);
        Tensor darkest = least(secondView);
        Tensor map = likeness.unsqueeze(1).times(brightest.minus(darkest)).plus(darkest);
        return new Picture(secondView.unsqueeze(4), marked(firstView, asked).unsqueeze(4), map.unsqueeze(4));
    }

    /**
     * Of each view the first of the drawn pixels that counts.
     *
     * @param pixels (M), numbers in (B, X, Y), none twice
     * @param valid (M), 1 where one counts, else 0
     * @param view (B, 1, X, Y)
     * @return (B, 1, X, Y), 1 at that pixel, else 0
     */
    static Tensor asked(Tensor pixels, Tensor valid, Tensor view) {
        var graph = view.graph();
        int drawn = (int) pixels.size(0);
        var falling = new float[drawn];
        for (int n = 0; n < drawn; n++) {
            falling[n] = drawn - n;
        }
        Tensor order = valid.times(graph.constant("order_of_pixels", falling, drawn));
        long all = view.size(0) * view.size(2) * view.size(3);
        Tensor placed = graph.scalar(0).expand(all).scatter(0, pixels, order).reshape(view.shape());
        Tensor isFirst = placed.minus(most(placed)).equalTo(0).to(Type.FLOAT32);
        return isFirst.times(placed.greaterThan(0).to(Type.FLOAT32));
    }

    private static Tensor marked(Tensor view, Tensor asked) {
        Tensor middle = most(view).plus(least(view)).times(0.5);
        Tensor isBright = view.minus(middle).greaterThan(0).to(Type.FLOAT32);
        Tensor mark = isBright.times(least(view).minus(most(view))).plus(most(view));
        return view.plus(mark.minus(view).times(asked));
    }

    /** (B, 1, 1, 1). */
    private static Tensor most(Tensor view) {
        return view.reshape(view.size(0), -1).max(1).reshape(view.size(0), 1, 1, 1);
    }

    private static Tensor least(Tensor view) {
        return most(view.negate()).negate();
    }
}
