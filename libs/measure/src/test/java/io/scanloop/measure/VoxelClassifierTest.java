package io.scanloop.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VoxelClassifierTest {
    @Test
    void betweenEqualSpreadsTheBorderLiesInTheMiddle() {
        var moments = new VoxelMoments(1);
        for (double offset : new double[] {-1, 0, 1}) {
            moments.add(1, new double[] {offset});
            moments.add(2, new double[] {4 + offset});
        }
        var classifier = moments.classifier();

        assertThat(classifier.classify(new double[] {1.99})).isEqualTo(1);
        assertThat(classifier.classify(new double[] {2.01})).isEqualTo(2);
    }

    @Test
    void whatIsCommonIsLikelier() {
        var moments = new VoxelMoments(1);
        for (int i = 0; i < 1000; i++) {
            moments.add(0, new double[] {i % 2 == 0 ? -1 : 1});
        }
        for (double offset : new double[] {-1, 1}) {
            moments.add(7, new double[] {3 + offset});
        }
        var classifier = moments.classifier();

        // spreads are equal, so the border is at 1.5 + log(500) / 3 = 3.57
        assertThat(classifier.classify(new double[] {3.5})).isZero();
        assertThat(classifier.classify(new double[] {3.65})).isEqualTo(7);
    }

    @Test
    void aWideClassSurroundsANarrowOne() {
        var moments = new VoxelMoments(1);
        for (double offset : new double[] {-1, 1}) {
            moments.add(1, new double[] {offset});
            moments.add(2, new double[] {10 * offset});
        }
        var classifier = moments.classifier();

        // equal where x^2 (1 - 1/100) / 2 = log 10: at 2.157 on either side
        assertThat(classifier.classify(new double[] {2.1})).isEqualTo(1);
        assertThat(classifier.classify(new double[] {2.2})).isEqualTo(2);
        assertThat(classifier.classify(new double[] {-2.2})).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void turningAndStretchingTheFeaturesChangesNothing(long seed) {
        var random = new Random(seed);
        var matrix = new double[][] {
            {1 + random.nextDouble(), random.nextDouble() - 0.5, 0.3},
            {random.nextDouble() - 0.5, 2 + random.nextDouble(), -0.2},
            {0.1, random.nextDouble() - 0.5, 1}
        };
        var plain = new VoxelMoments(3);
        var mapped = new VoxelMoments(3);
        for (int i = 0; i < 3000; i++) {
            int value = random.nextInt(3);
            var voxel = voxel(random, value);
            plain.add(value, voxel);
            mapped.add(value, map(matrix, voxel));
        }
        var one = plain.classifier();
        var other = mapped.classifier();
        int differing = 0;

        for (int i = 0; i < 1000; i++) {
            var voxel = voxel(random, random.nextInt(3));
            differing += one.classify(voxel) == other.classify(map(matrix, voxel)) ? 0 : 1;
        }

        assertThat(differing).isLessThanOrEqualTo(1); // the smallest variance is not turned along
    }

    @Test
    void featuresThatSayTheSameAndClassesOfOneVoxelDoNoHarm() {
        var moments = new VoxelMoments(2);
        for (int i = 0; i < 100; i++) {
            moments.add(0, new double[] {i / 50.0 - 1, i / 50.0 - 1});
        }
        moments.add(5, new double[] {3, 3});
        var classifier = moments.classifier();

        assertThat(classifier.classify(new double[] {0.3, 0.3})).isZero();
        assertThat(classifier.classify(new double[] {3, 3})).isEqualTo(5);
        assertThat(moments.voxels()).isEqualTo(101);
    }

    @Test
    void nothingIsLearnedFromNothing() {
        assertThatThrownBy(() -> new VoxelMoments(2).classifier()).hasMessageContaining("at least one voxel");
        assertThatThrownBy(() -> new VoxelMoments(0)).hasMessageContaining("feature");
        assertThatThrownBy(() -> new VoxelMoments(2).add(1, new double[1])).hasMessageContaining("2 features");
    }

    private static double[] voxel(Random random, int value) {
        double common = random.nextGaussian();
        return new double[] {
            value + common, (value + 1) * random.nextGaussian() - common, random.nextGaussian() + 0.5 * value
        };
    }

    private static double[] map(double[][] matrix, double[] voxel) {
        var mapped = new double[3];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                mapped[row] += matrix[row][column] * voxel[column];
            }
        }
        return mapped;
    }
}
