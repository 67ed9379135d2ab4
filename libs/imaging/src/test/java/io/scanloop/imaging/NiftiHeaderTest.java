package io.scanloop.imaging;

import static io.scanloop.imaging.NiftiBytes.nifti1;
import static io.scanloop.imaging.NiftiBytes.nifti2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NiftiHeaderTest {
    private static final double[][] TURNED = {{0, 0, 3, 1}, {-2, 0, 0, 2}, {0, 1.5, 0, 3}};

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void readsBothVersionsInBothByteOrders(int version) throws IOException {
        NiftiHeader little = read(new NiftiBytes(version, ByteOrder.LITTLE_ENDIAN));
        NiftiHeader big = read(new NiftiBytes(version, ByteOrder.BIG_ENDIAN));

        assertThat(little.version()).isEqualTo(version);
        assertThat(little.byteOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(big.byteOrder()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(big.shape()).isEqualTo(little.shape()).containsExactly(4, 3, 2);
        assertThat(big.spacing()).isEqualTo(little.spacing()).containsExactly(2, 1.5, 3);
        assertThat(big.affine()).isEqualTo(little.affine());
        assertThat(big.type()).isEqualTo(NiftiType.INT16);
        assertThat(big.orientation()).isEqualTo("RAS");
    }

    @Test
    void prefersTheSformToTheQform() throws IOException {
        var header = read(nifti1().qform(1, 0, 0, 1).sform(4, TURNED));

        assertThat(header.affine()).isEqualTo(Affine.of(TURNED));
        assertThat(header.orientation()).isEqualTo("PSR");
    }

    @Test
    void takesTheQformWithoutAnSform() throws IOException {
        double half = Math.sqrt(0.5);
        var header = read(nifti2().noSform().spacing(-1, 2, 1.5, 3).qform(1, 0, 0, half, 7, 8, 9));

        double[][] quarterTurn = {{0, -1.5, 0, 7}, {2, 0, 0, 8}, {0, 0, -3, 9}};
        assertClose(header.affine(), quarterTurn);
    }

    @Test
    void takesAQfacOfZeroAsOne() throws IOException {
        var header = read(nifti1().noSform().spacing(0, 2, 1.5, 3).qform(2, 0, 0, 1));

        assertClose(header.affine(), new double[][] {{-2, 0, 0, 0}, {0, -1.5, 0, 0}, {0, 0, 3, 0}});
    }

    @Test
    void forgivesAQuaternionItsRounding() throws IOException {
        var header = read(nifti1().noSform().qform(1, 1.0000001, 0, 0));

        assertThat(header.affine().isInvertible()).isTrue();
        assertThat(header.orientation()).isEqualTo("RPI");
    }

    @Test
    void refusesAQuaternionThatIsNoRotation() {
        assertThatThrownBy(() -> read(nifti1().noSform().qform(1, 0.8, 0.8, 0)))
                .isInstanceOfSatisfying(
                        InvalidVolumeException.class, e -> assertThat(e.code()).isEqualTo("quaternion-invalid"));
    }

    @Test
    void centresAVolumeWithoutAnyTransform() throws IOException {
        var header = read(nifti1().noSform());

        assertThat(header.affine()).isEqualTo(Affine.of(new double[][] {
            {-2, 0, 0, 3}, {0, 1.5, 0, -1.5}, {0, 0, 3, -1.5}
        }));
        assertThat(header.orientation()).isEqualTo("LAS");
    }

    @Test
    void takesUnknownTransformCodesAsNone() throws IOException {
        var header = read(nifti1().sform(99, TURNED).qform(-1, 0, 0, 1));

        assertThat(header.sformCode()).isZero();
        assertThat(header.qformCode()).isZero();
        assertThat(header.orientation()).isEqualTo("LAS");
    }

    @Test
    void repairsSpacingsOfZeroAndBelow() throws IOException {
        var header = read(nifti1().noSform().spacing(1, 0, -1.5, 3));

        assertThat(header.spacing()).containsExactly(1, 1.5, 3);
        assertThat(header.affine().spacing()).containsExactly(1, 1.5, 3);
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "NaN, 5", "Infinity, 5"})
    void takesASlopeThatIsNoneAsNone(double slope, double intercept) throws IOException {
        var header = read(nifti1().scaling(slope, intercept));

        assertThat(header.slope()).isNaN();
        assertThat(header.intercept()).isNaN();
        assertThat(header.isScaled()).isFalse();
    }

    @Test
    void widensTheStoredSlopeExactly() throws IOException {
        assertThat(read(nifti1().scaling(0.1, 0)).slope()).isEqualTo((double) 0.1f);
        assertThat(read(nifti2().scaling(0.1, 0)).slope()).isEqualTo(0.1);
    }

    @Test
    void keepsTrailingOnesInTheShapeButNotInTheGrid() throws IOException {
        var header = read(nifti1().shape(4, 3, 2, 1, 1));

        assertThat(header.shape()).containsExactly(4, 3, 2, 1, 1);
        assertThat(header.geometry().shape()).containsExactly(4, 3, 2);
    }

    @ParameterizedTest
    @CsvSource({"1, METRE", "2, MILLIMETRE", "3, MICRON", "0, UNKNOWN", "10, MILLIMETRE"})
    void namesTheUnitOfLength(int units, LengthUnit unit) throws IOException {
        assertThat(read(nifti1().units(units)).unit()).isEqualTo(unit);
        assertThat(read(nifti2().units(units)).unit()).isEqualTo(unit);
    }

    @Test
    void readsAFlatAffineButMakesNoGridOfIt() throws IOException {
        var header = read(nifti1().sform(1, new double[][] {{1, 0, 1, 0}, {0, 1, 0, 0}, {0, 0, 0, 0}}));

        assertThat(header.orientation()).contains("?");
        assertRefusesGrid(header, "affine-singular");
    }

    @Test
    void makesAGridOfOneScalarVolumeInMillimetresOnly() throws IOException {
        assertRefusesGrid(read(nifti1().shape(6, 4).values(new double[24])), "not-3d");
        assertRefusesGrid(read(nifti1().shape(2, 3, 2, 2)), "not-3d");
        assertRefusesGrid(read(nifti1().type(NiftiType.RGB24)), "not-scalar");
        assertRefusesGrid(read(nifti1().type(NiftiType.COMPLEX64)), "not-scalar");
        assertRefusesGrid(read(nifti1().units(3)), "unit-not-mm");
    }

    private static void assertRefusesGrid(NiftiHeader header, String code) {
        assertThatThrownBy(header::geometry)
                .isInstanceOfSatisfying(
                        InvalidVolumeException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static void assertClose(Affine affine, double[][] rows) {
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                assertThat(affine.at(row, column)).isCloseTo(rows[row][column], within(1e-6));
            }
        }
    }

    private static NiftiHeader read(NiftiBytes nifti) throws IOException {
        return VolumeFacts.scan(new ByteArrayInputStream(nifti.file()), NiftiLimits.DEFAULT)
                .header();
    }
}
