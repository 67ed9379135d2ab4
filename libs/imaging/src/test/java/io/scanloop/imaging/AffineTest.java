package io.scanloop.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AffineTest {
    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isUndoneByItsInverse(long seed) {
        var chance = new SplittableRandom(seed);
        var rows = new double[3][4];
        for (int i = 0; i < 12; i++) {
            rows[i / 4][i % 4] = chance.nextDouble(-3, 3) + (i % 5 == 0 ? 10 : 0);
        }
        Affine affine = Affine.of(rows);

        double[] point = affine.after(affine.inverse()).apply(1, -2, 3);

        assertThat(point).containsExactly(new double[] {1, -2, 3}, within(1e-10));
    }

    @Test
    void measuresTheSpacingAlongItsColumns() {
        assertThat(Affine.of(new double[][] {{0, 0, 3, 1}, {-2, 0, 0, 2}, {0, 1.5, 0, 3}})
                        .spacing())
                .containsExactly(2, 1.5, 3);
    }

    @Test
    void hasNoInverseWhenFlat() {
        Affine flat = Affine.of(new double[][] {{1, 2, 0, 0}, {2, 4, 0, 0}, {0, 0, 1, 0}});

        assertThat(flat.isInvertible()).isFalse();
        assertThatThrownBy(flat::inverse).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void isInvertibleHoweverSmallItsVoxels() {
        assertThat(Affine.scaling(1e-6, 1e-6, 1e-6).isInvertible()).isTrue();
        assertThat(Affine.scaling(1, 0, 1).isInvertible()).isFalse();
    }

    @Test
    void isInvertibleDownToAMillionthOfItsBox() {
        assertThat(leaning(2e-6).isInvertible()).isTrue();
        assertThat(leaning(5e-7).isInvertible()).isFalse();
    }

    /** Its third axis runs along the first but for a part of its length. */
    private static Affine leaning(double part) {
        return Affine.of(new double[][] {{1, 0, 1, 0}, {0, 1, 0, 0}, {0, 0, part, 0}});
    }
}
