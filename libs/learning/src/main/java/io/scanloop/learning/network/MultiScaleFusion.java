package io.scanloop.learning.network;

import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * MISSU's multi-scale fusion (MSF) of local features and the pyramid over it (Wang et al. 2022, eq. 3), used in training
 * only. Four branches of dilated convolutions, receptive fields 3, 7, 9 and 19, each with ReLU, are added to their input.
 * The dilations, which the text leaves out, are those of CE-Net's dense atrous block and of the authors' later code.
 *
 * @param weights of the branches
 */
public record MultiScaleFusion(Weights weights) {
    /** Dilations of the 3 x 3 x 3 convolutions of each branch; all but the first end in a 1 x 1 x 1 convolution. */
    private static final int[][] BRANCHES = {{1}, {3}, {1, 3}, {1, 3, 5}};

    /** Whether branches share convolutions of one dilation. */
    public enum Weights {
        /** As the paper says. */
        SEPARATE,
        /** As the authors' later code has it. */
        SHARED
    }

    /**
     * The pyramid: B1 = MSF(A1), then B_s = WA_s MSF(A_s) + WB_s B_(s-1).
     *
     * @param scope of {@code msf} and {@code pyramid}
     * @param local A1, A2, A3: (B, c, X, Y, Z), each half as large as the one before
     * @return B1, B2, B3, of the shapes of A1, A2, A3
     */
    public List<Tensor> pyramid(Parameters scope, List<Tensor> local) {
        var pyramid = new ArrayList<Tensor>();
        for (int s = 0; s < local.size(); s++) {
            Tensor fused = fused(scope.in("msf").in(String.valueOf(s)), local.get(s));
            if (s > 0) {
                int channels = (int) fused.size(1);
                Parameters step = scope.in("pyramid").in(String.valueOf(s));
                fused = Convolution.withBias(step.in("same"), fused, channels, 1, 1)
                        .plus(Convolution.withBias(step.in("down"), pyramid.get(s - 1), channels, 3, 2));
            }
            pyramid.add(fused.graph().stage("B" + (s + 1), fused));
        }
        return pyramid;
    }

    /**
     * A classifier on fused features, 1 x 1 x 1 with bias; ours, see {@code docs/methods/missu.md}.
     *
     * @return (B, classes, X, Y, Z)
     */
    public static Tensor classified(Parameters scope, Tensor fused, int classes) {
        return Convolution.withBias(scope, fused, classes, 1, 1);
    }

    private Tensor fused(Parameters scope, Tensor a) {
        int channels = (int) a.size(1);
        Tensor sum = a;
        for (int branch = 0; branch < BRANCHES.length; branch++) {
            Parameters own = weights == Weights.SHARED ? scope : scope.in("branch" + branch);
            Tensor x = a;
            for (int dilation : BRANCHES[branch]) {
                x = Convolution.withBias(own.in("dilation" + dilation), x, channels, 3, 1, dilation);
            }
            if (branch > 0) {
                x = Convolution.withBias(own.in("point"), x, channels, 1, 1);
            }
            sum = sum.plus(x.relu());
        }
        return sum;
    }
}
