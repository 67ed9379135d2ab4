package io.scanloop.learning.network;

import io.scanloop.learning.graph.Tensor;

/** Images as the blocks of voxels that tokens stand for. */
public final class Patches {
    /** Added to variances (He et al. 2022, in their code). */
    private static final double FLOOR = 1e-6;

    private Patches() {}

    /**
     * Cuts images into cubes.
     *
     * @param images (B, M, X, Y, Z)
     * @param edge P of a cube; X, Y, Z are multiples of it
     * @return (B, M, N, P^3), cubes and the voxels in them in C order, as tokens are
     */
    public static Tensor of(Tensor images, int edge) {
        long batch = images.size(0);
        long modalities = images.size(1);
        return images.reshape(
                        batch * modalities,
                        images.size(2) / edge,
                        edge,
                        images.size(3) / edge,
                        edge,
                        images.size(4) / edge,
                        edge)
                .permute(0, 1, 3, 5, 2, 4, 6)
                .reshape(batch, modalities, -1, (long) edge * edge * edge);
    }

    /**
     * Puts cubes back in their places.
     *
     * @param cubes (B, M, N, P^3), as {@link #of} gives them
     * @param images of the shape that comes out, (B, M, X, Y, Z)
     */
    public static Tensor back(Tensor cubes, Tensor images, int edge) {
        return cubes.reshape(
                        images.size(0) * images.size(1),
                        images.size(2) / edge,
                        images.size(3) / edge,
                        images.size(4) / edge,
                        edge,
                        edge,
                        edge)
                .permute(0, 1, 4, 2, 5, 3, 6)
                .reshape(images.shape());
    }

    /**
     * Each cube on a scale of its own: less its mean, over its deviation, that of a sample.
     *
     * @param cubes (B, M, N, P^3)
     * @return likewise; 0 where a cube is all of one value
     */
    public static Tensor standardised(Tensor cubes) {
        return cubes.minus(cubes.meanKeep(-1)).over(deviation(cubes));
    }

    /**
     * Back from the scale of {@link #standardised}.
     *
     * @param standardised (B, M, N, P^3)
     * @param cubes whose scales are meant, likewise
     */
    public static Tensor asIn(Tensor standardised, Tensor cubes) {
        return standardised.times(deviation(cubes)).plus(cubes.meanKeep(-1));
    }

    private static Tensor deviation(Tensor cubes) {
        double voxels = cubes.size(-1);
        return cubes.minus(cubes.meanKeep(-1))
                .square()
                .meanKeep(-1)
                .times(voxels / (voxels - 1))
                .plus(FLOOR)
                .sqrt();
    }
}
