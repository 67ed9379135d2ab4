package io.scanloop.learning.method;

import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.network.DynamicTokenizer;
import io.scanloop.learning.network.Transformer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** AMAE in a size that trains in seconds: crops of 8^3 voxels, eight tokens of each contrast. */
final class SmallAmae {
    private static final int VOXELS = 8 * 8 * 8;
    private static final OptimizerPlan FAST = OptimizerPlan.adamW(Schedule.constant(1e-2), 0, 1);

    static final AmaePreset PRESET = preset(DynamicTokenizer.BiasRule.MULTIPLY, AmaePreset.Target.VOXELS);

    private SmallAmae() {}

    static AmaePreset preset(DynamicTokenizer.BiasRule rule, AmaePreset.Target target) {
        return new AmaePreset(
                8,
                4,
                new Transformer(2, 12, 2, 24),
                new Transformer(1, 6, 1, 12),
                0.5,
                0,
                2,
                FAST,
                List.of(1),
                4,
                2,
                FAST,
                1,
                rule,
                target,
                AmaeNetwork.ADAPTIVE);
    }

    /** (batch, modalities, 8, 8, 8), uniform in (-2, 2). */
    static HostTensor images(long seed, int batch, int modalities) {
        var chance = new SplittableRandom(seed);
        var voxels = new float[batch * modalities * VOXELS];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (float) chance.nextDouble(-2, 2);
        }
        return HostTensor.of(voxels, batch, modalities, 8, 8, 8);
    }

    /** Both modalities of two studies, of whose eight tokens four each are kept. */
    static Map<String, HostTensor> pretrainingInputs(long seed) {
        return Map.of(
                "images", images(seed, 2, 2),
                "present", HostTensor.of(new float[] {1, 1, 1, 1}, 2, 2),
                "kept", HostTensor.of(new long[] {0, 1, 2, 3, 2, 3, 5, 7, 0, 4, 5, 6, 1, 2, 6, 7}, 2, 2, 4));
    }
}
