package io.scanloop.learning.network;

import io.scanloop.learning.graph.Initializer;
import io.scanloop.learning.graph.Parameters;
import io.scanloop.learning.graph.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The network of SMIT's pre-training (Jiang et al. 2022): the encoder, one map that rebuilds voxels from its end (MIP), and
 * two heads on the output of the merging before the last, one for each token and one for their mean. The teacher is the
 * same without mask.
 *
 * @param encoder of the form {@link SwinEncoder.Form#SMIT} or {@link SwinEncoder.Form#SMIT_NARROW}
 */
public record SmitStudent(SwinEncoder encoder, SmitHead head) {
    private static final double EPSILON = 1e-6;

    /** The two heads' logits: (B, N, K) of each token, (B, K) of the mean token. */
    public record Answers(Tensor tokens, Tensor global) {}

    /**
     * What it says.
     *
     * @param image rebuilt (B, C, X, Y, Z)
     * @param tokens logits of each token (B, N, K)
     * @param global logits of the mean token (B, K)
     */
    public record Outputs(Tensor image, Tensor tokens, Tensor global) {}

    /**
     * Encodes, rebuilds and projects.
     *
     * @param image (B, C, X, Y, Z), edges multiples of the encoder's divisor
     * @param hidden (B, 1, X/2, Y/2, Z/2), 1 where a token is hidden, else 0; null: none is
     */
    public Outputs of(Parameters scope, Tensor image, @Nullable Tensor hidden) {
        return of(scope, image, hidden, null);
    }

    /**
     * The same with prototypes that may be held still.
     *
     * @param learning scalar by which the gradient of the prototypes is multiplied, 0 or 1; null: 1
     */
    public Outputs of(Parameters scope, Tensor image, @Nullable Tensor hidden, @Nullable Tensor learning) {
        var merged = merged(scope, image, hidden);
        Tensor end = image.graph().stage("end", SwinEncoder.channelsFirst(merged.get(merged.size() - 1)));
        Tensor rebuilt = image.graph().stage("image", voxels(scope.in("mip"), end, (int) image.size(1)));
        var answers = answers(scope, merged, learning);
        return new Outputs(rebuilt, answers.tokens(), answers.global());
    }

    /** What the teacher says of whole images: it rebuilds nothing, and its answers carry no gradient. */
    public Answers answers(Parameters scope, Tensor image) {
        var answers = answers(scope, merged(scope, image, null), null);
        return new Answers(answers.tokens().detach(), answers.global().detach());
    }

    private List<Tensor> merged(Parameters scope, Tensor image, @Nullable Tensor hidden) {
        Tensor mask = hidden == null ? null : hidden.permute(0, 2, 3, 4, 1);
        var merged = encoder.stages(scope.in("transformer"), image, mask).merged();
        for (int stage = 0; stage < merged.size(); stage++) {
            // the norms of the fine-tuning's skips, of which no loss here speaks: the weights file is to hold them
            long width = (long) encoder.features() << stage;
            Parameters norm = scope.in("transformer").in("norm" + stage);
            norm.frozen("weight", Initializer.ones(), width);
            norm.frozen("bias", Initializer.zeros(), width);
        }
        return merged;
    }

    private Answers answers(Parameters scope, List<Tensor> merged, @Nullable Tensor learning) {
        Tensor tap = merged.size() > 1 ? merged.get(merged.size() - 2) : merged.get(0);
        var graph = tap.graph();
        Tensor tokens = Linear.norm(scope.in("norm"), tap.reshape(tap.size(0), -1, tap.size(4)), EPSILON);
        return new Answers(
                graph.stage("tokens", head.logits(scope.in("token_head"), tokens, learning)),
                graph.stage("global", head.logits(scope.in("global_head"), tokens.mean(1), learning)));
    }

    /** One 1 x 1 x 1 convolution to all voxels that a position of the end stands for. */
    private Tensor voxels(Parameters scope, Tensor end, int channels) {
        int edge = encoder.divisor();
        int out = channels * edge * edge * edge;
        var first = Initializer.pytorchDefault(end.size(1));
        Tensor spread = end.conv3d(
                scope.get("weight", first, out, end.size(1), 1, 1, 1), scope.get("bias", first, out), 1, 0, 1);
        return DepthToSpace.of(spread, edge);
    }
}
