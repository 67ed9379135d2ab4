package io.scanloop.learning.method;

import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Shapes;
import io.scanloop.learning.network.DynamicTokenizer;
import io.scanloop.learning.network.Positions;
import io.scanloop.learning.weights.Fold;
import java.util.List;

/**
 * AMAE's tokens as those of a plain vision transformer, whose one convolution reads all M contrasts as channels. It begins
 * so that a study with all contrasts gets at each place the mean of the tokens that the pre-training made of its contrasts:
 *
 * <pre>
 *   W[:, i]   = (1 + a_i) W / M
 *   c         = mean over i of (1 + b_i) c + m_i      m_i the modality's vector
 *                             or c + b_i + m_i, as the tokenizer has it
 *   positions = the pre-training's table
 * </pre>
 *
 * <p>[assumed]: the paper says no more than that the encoder's weights are transferred. A contrast that is absent, zeros,
 * leaves its share of the bias.
 *
 * @param grid tokens along each axis of the crop
 * @param biasRule of the tokenizer
 */
record FoldedTokens(int grid, DynamicTokenizer.BiasRule biasRule) {

    /** The three parameters of a patch embedding, named as MONAI's. */
    List<Fold> into(String scope) {
        return List.of(
                new Fold(
                        scope + "patch_embeddings.weight",
                        List.of("dct.controller.weight", "dct.controller.bias", "dct.weight"),
                        FoldedTokens::weight),
                new Fold(
                        scope + "patch_embeddings.bias",
                        List.of("dct.controller.weight", "dct.controller.bias", "dct.bias", "modality.weight"),
                        (sources, shape) -> bias(sources)),
                new Fold(
                        scope + "position_embeddings",
                        List.of("dct.bias"),
                        (sources, shape) -> positions((int) shape[2])));
    }

    /** How a linear map of one-hot vectors changes filters: a in its first D rows, b in the other D. */
    private record Controller(HostTensor weight, HostTensor bias) {
        int modalities() {
            return (int) weight.shape()[1];
        }

        double update(int row, int modality) {
            return (double) weight.asFloats()[row * modalities() + modality] + bias.asFloats()[row];
        }
    }

    private static float[] weight(List<HostTensor> sources, long[] shape) {
        var controller = new Controller(sources.get(0), sources.get(1));
        float[] filters = sources.get(2).asFloats();
        int modalities = controller.modalities();
        int width = (int) sources.get(2).shape()[0];
        if (shape[0] != width || shape[1] != modalities) {
            throw new IllegalArgumentException(
                    "\"dct.controller.weight\" of the weights is for %d contrasts and tokens of width %d, the network has %d and %d: the pre-training is of another project or preset"
                            .formatted(modalities, width, shape[1], shape[0]));
        }
        int volume = filters.length / width;
        long asked = Shapes.count(shape) / (shape[0] * shape[1]);
        if (volume != asked) {
            throw new IllegalArgumentException(
                    "\"dct.weight\" of the weights is for tokens of %d voxels, the network has %d: the pre-training is of another preset"
                            .formatted(volume, asked));
        }
        var folded = new float[filters.length * modalities];
        for (int filter = 0; filter < width; filter++) {
            for (int modality = 0; modality < modalities; modality++) {
                double factor = (1 + controller.update(filter, modality)) / modalities;
                int to = (filter * modalities + modality) * volume;
                for (int voxel = 0; voxel < volume; voxel++) {
                    folded[to + voxel] = (float) (factor * filters[filter * volume + voxel]);
                }
            }
        }
        return folded;
    }

    private float[] bias(List<HostTensor> sources) {
        var controller = new Controller(sources.get(0), sources.get(1));
        float[] bias = sources.get(2).asFloats();
        float[] vectors = sources.get(3).asFloats();
        int width = bias.length;
        int modalities = controller.modalities();
        var folded = new float[width];
        for (int filter = 0; filter < width; filter++) {
            double sum = 0;
            for (int modality = 0; modality < modalities; modality++) {
                double update = controller.update(width + filter, modality);
                sum += vectors[modality * width + filter];
                sum += switch (biasRule) {
                    case MULTIPLY -> (1 + update) * bias[filter];
                    case ADD -> update + bias[filter];
                };
            }
            folded[filter] = (float) (sum / modalities);
        }
        return folded;
    }

    private float[] positions(int width) {
        return Positions.sineCosine(new int[] {grid, grid, grid}, width);
    }
}
