package io.scanloop.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GeometryCloseTest {
    private static final Geometry GRID = new Geometry(101, 11, 5, Affine.scaling(2, 1, 1));

    @Test
    void gridsAreCloseWhenNoCornerMovesFarther() {
        assertThat(GRID.isClose(new Geometry(101, 11, 5, Affine.scaling(2 + 9e-5, 1, 1)), 0.01))
                .isTrue();
        assertThat(GRID.isClose(new Geometry(101, 11, 5, Affine.scaling(2 + 11e-5, 1, 1)), 0.01))
                .isFalse();
    }

    @Test
    void anotherShapeOrAnotherPlaceIsAnotherGrid() {
        var moved = Affine.of(new double[][] {{2, 0, 0, 0}, {0, 1, 0, 0.5}, {0, 0, 1, 0}});

        assertThat(GRID.isClose(new Geometry(101, 11, 6, GRID.affine()), 10)).isFalse();
        assertThat(GRID.isClose(new Geometry(101, 11, 5, moved), 0.4)).isFalse();
        assertThat(GRID.isClose(new Geometry(101, 11, 5, moved), 0.6)).isTrue();
    }
}
