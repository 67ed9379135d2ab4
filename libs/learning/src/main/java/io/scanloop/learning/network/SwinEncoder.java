package io.scanloop.learning.network;

import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Swin transformer in three dimensions, in the forms of Swin UNETR (Tang et al. 2022, Hatamizadeh et al. 2022) and of
 * SMIT (Jiang et al. 2022): tokens of edge 2, stages of window attention, each followed by a merging that halves the grid
 * and doubles the width; the last stage merges too, other than in two dimensions. Parameters have MONAI's names.
 *
 * @param features width of a token in the first stage
 * @param depths blocks of each stage, every second one shifted
 * @param heads of attention of each stage
 * @param window edge in tokens
 * @param merging order of sub-lattices
 * @param form of which paper
 * @param stochasticDepth probability of the last block, rising linearly from 0
 */
public record SwinEncoder(
        int features,
        List<Integer> depths,
        List<Integer> heads,
        int window,
        PatchMerging merging,
        Form form,
        double stochasticDepth) {

    /** Where the encoders of the two papers' codes differ, and one of ours. */
    public enum Form {
        /** qkv with bias; windows shrink to small grids; PyTorch's first weights. */
        SWIN_UNETR(false, true, Windows.SmallGrid.SHRINKS_WINDOW, Linear.PYTORCH),
        /** Layer norm after the embedding; qkv without bias; small grids are padded to a window; PyTorch's first weights. */
        SMIT(true, false, Windows.SmallGrid.IS_PADDED, Linear.PYTORCH),
        /** The same with narrow first weights, truncated normal 0.02; ours. */
        SMIT_NARROW(true, false, Windows.SmallGrid.IS_PADDED, Linear.NARROW);

        private final boolean hasEmbeddingNorm;
        private final boolean hasQkvBias;
        private final Windows.SmallGrid small;
        private final Linear first;

        Form(boolean hasEmbeddingNorm, boolean hasQkvBias, Windows.SmallGrid small, Linear first) {
            this.hasEmbeddingNorm = hasEmbeddingNorm;
            this.hasQkvBias = hasQkvBias;
            this.small = small;
            this.first = first;
        }
    }

    /** What the stages made, all (B, X, Y, Z, C): tokens, then of each stage what went into its merging and came out. */
    record Stages(Tensor embedded, List<Tensor> beforeMerging, List<Tensor> merged) {}

    public SwinEncoder {
        depths = List.copyOf(depths);
        heads = List.copyOf(heads);
        if (depths.isEmpty() || depths.size() != heads.size() || window < 2 || features < 1) {
            throw new IllegalArgumentException(
                    "a Swin encoder needs as many heads as depths, at least one, a window >= 2 and features >= 1, got"
                            + " depths %s, heads %s, window %d, features %d"
                                    .formatted(depths, heads, window, features));
        }
        for (int stage = 0; stage < depths.size(); stage++) {
            if (depths.get(stage) < 1 || heads.get(stage) < 1 || (features << stage) % heads.get(stage) != 0) {
                throw new IllegalArgumentException(
                        "stage %d is %d wide, which needs to be a multiple of its heads, got %d heads and %d blocks"
                                .formatted(stage + 1, features << stage, heads.get(stage), depths.get(stage)));
            }
        }
    }

    /** Swin UNETR's encoder. */
    public static SwinEncoder swinUnetr(
            int features, List<Integer> depths, List<Integer> heads, int window, PatchMerging merging) {
        return new SwinEncoder(features, depths, heads, window, merging, Form.SWIN_UNETR, 0);
    }

    /** How often the grid of the last output is doubled to be that of the image. */
    public int doublings() {
        return depths.size() + 1;
    }

    /** Edges of images are multiples of this. */
    public int divisor() {
        return 1 << doublings();
    }

    /**
     * Swin UNETR's outputs: the tokens and what each merging made, each after a layer norm without parameters.
     *
     * @param image (B, C, X, Y, Z), edges multiples of {@link #divisor}
     * @return x0 to x4 for four stages: (B, features 2^i, X / 2^(i+1), ...)
     */
    public List<Tensor> outputs(Parameters scope, Tensor image) {
        var stages = stages(scope, image, null);
        var outputs = new ArrayList<Tensor>();
        outputs.add(normalized(stages.embedded()));
        stages.merged().forEach(merged -> outputs.add(normalized(merged)));
        for (int i = 0; i < outputs.size(); i++) {
            image.graph().stage("x" + i, outputs.get(i));
        }
        return outputs;
    }

    private static Tensor normalized(Tensor x) {
        return channelsFirst(x.layerNorm(1, null, null, Linear.EPSILON));
    }

    static Tensor channelsFirst(Tensor x) {
        return x.permute(0, 4, 1, 2, 3);
    }

    /**
     * Runs tokens, blocks and mergings.
     *
     * @param hidden (B, X/2, Y/2, Z/2, 1), 1 where a token is replaced by the mask token, else 0; null: none is
     */
    Stages stages(Parameters scope, Tensor image, @Nullable Tensor hidden) {
        requireSizes(image);
        Tensor x = embedded(scope, image, hidden);
        Tensor tokens = x;
        var before = new ArrayList<Tensor>();
        var merged = new ArrayList<Tensor>();
        int blocks = depths.stream().mapToInt(depth -> depth).sum();
        int block = 0;
        for (int stage = 0; stage < depths.size(); stage++) {
            Parameters layer = scope.in("layers%d.0".formatted(stage + 1));
            int[] grid = {(int) x.size(1), (int) x.size(2), (int) x.size(3)};
            var plain = Windows.of(grid, window, form.small, false);
            var shifted = Windows.of(grid, window, form.small, true);
            Tensor mask = depths.get(stage) > 1 ? shifted.mask(image.graph()) : null;
            for (int i = 0; i < depths.get(stage); i++) {
                double drop = blocks == 1 ? 0 : stochasticDepth * block++ / (blocks - 1);
                var swin = new SwinBlock(heads.get(stage), window, form.hasQkvBias, drop, form.first);
                boolean isShifted = i % 2 == 1;
                Parameters name = layer.in("blocks").in(String.valueOf(i));
                Tensor in = x;
                x = x.graph().segment(() -> swin.of(name, in, isShifted ? shifted : plain, isShifted ? mask : null));
            }
            before.add(x);
            x = merging.merged(layer.in("downsample"), x, form.first);
            merged.add(x);
        }
        return new Stages(tokens, before, merged);
    }

    private Tensor embedded(Parameters scope, Tensor image, @Nullable Tensor hidden) {
        long in = image.size(1);
        Parameters embedding = scope.in("patch_embed");
        var first = Initializer.pytorchDefault(8 * in);
        Tensor x = image.conv3d(
                        embedding.get("proj.weight", first, features, in, 2, 2, 2),
                        embedding.get("proj.bias", first, features),
                        2,
                        0,
                        1)
                .permute(0, 2, 3, 4, 1);
        if (form.hasEmbeddingNorm) {
            x = Linear.norm(embedding.in("norm"), x);
        }
        if (hidden != null) {
            Tensor maskToken = scope.get("mask_token", Initializer.zeros(), features);
            x = x.times(hidden.negate().plus(1)).plus(hidden.times(maskToken));
        }
        return x;
    }

    private void requireSizes(Tensor image) {
        boolean fits = image.rank() == 5;
        for (int axis = 2; fits && axis < 5; axis++) {
            fits = image.size(axis) > 0 && image.size(axis) % divisor() == 0;
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "%d stages need images (B, C, X, Y, Z) with edges that are multiples of %d, got %s"
                            .formatted(depths.size(), divisor(), image));
        }
    }
}
