package io.scanloop.learning.network;

import io.scanloop.learning.graph.Tensor;

/** Images as the blocks of voxels that tokens stand for. */
public final class Patches {
    /** Added to variances (He et al. 2022, in their code). */
    private static final double FLOOR = 1e-6;

    private Patches() {}

    /**
     * Cubes along X, Y, Z.
     *
     * @param images (B, M, X, Y, Z)
     * @param edge P of a cube
     * @throws IllegalArgumentException when a size is no multiple of the edge; the message names both
     */
    static int[] grid(Tensor images, int edge) {
        int[] size = {(int) images.size(2), (int) images.size(3), (int) images.size(4)};
        for (int axis = 0; axis < 3; axis++) {
            if (size[axis] % edge != 0 || size[axis] == 0) {
                throw new IllegalArgumentException("images must be a multiple of the token's edge %d, got %d x %d x %d"
                        .formatted(edge, size[0], size[1], size[2]));
            }
        }
        return new int[] {size[0] / edge, size[1] / edge, size[2] / edge};
    }

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
