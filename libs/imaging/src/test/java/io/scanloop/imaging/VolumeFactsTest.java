package io.scanloop.imaging;

import static io.scanloop.imaging.NiftiBytes.gzip;
import static io.scanloop.imaging.NiftiBytes.join;
import static io.scanloop.imaging.NiftiBytes.nifti1;
import static io.scanloop.imaging.NiftiBytes.nifti2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeFactsTest {
    @ParameterizedTest
    @EnumSource(
            value = NiftiType.class,
            mode = Mode.EXCLUDE,
            names = {"RGB24", "RGBA32"})
    void decodesEveryTypeInBothByteOrders(NiftiType type) throws IOException {
        double[] values = {0, 1, 2, 100, 127, 3, 3, 3};
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            for (int version = 1; version <= 2; version++) {
                var facts = scan(new NiftiBytes(version, order)
                        .shape(2, 2, 2)
                        .type(type)
                        .values(values)
                        .file());

                assertThat(facts.minimum()).isZero();
                assertThat(facts.maximum()).isEqualTo(127);
                assertThat(facts.sum()).isEqualTo(239);
                assertThat(facts.nonFinite()).isZero();
            }
        }
    }

    @Test
    void readsTheWholeRangeOfEachInteger() throws IOException {
        assertRange(NiftiType.INT8, -128, 127);
        assertRange(NiftiType.UINT8, 0, 255);
        assertRange(NiftiType.INT16, -32768, 32767);
        assertRange(NiftiType.UINT16, 0, 65535);
        assertRange(NiftiType.INT32, Integer.MIN_VALUE, Integer.MAX_VALUE);
        assertRange(NiftiType.UINT32, 0, 0xffffffffL);
        assertRange(NiftiType.INT64, -0x1p63, 0x1p62);
        assertRange(NiftiType.UINT64, 0, 0x1.fffffffffffffp63);
    }

    @ParameterizedTest
    @EnumSource(
            value = NiftiType.class,
            names = {"UINT8", "INT16", "INT32", "FLOAT32", "FLOAT64"})
    void appliesSlopeAndInterceptInDoublePrecision(NiftiType type) throws IOException {
        var facts = scan(nifti1().shape(2, 1, 1)
                .type(type)
                .values(7, 9)
                .scaling(0.1, -3.7)
                .file());

        double slope = 0.1f;
        double intercept = -3.7f;
        assertThat(facts.minimum()).isEqualTo(7 * slope + intercept);
        assertThat(facts.maximum()).isEqualTo(9 * slope + intercept);
        assertThat(facts.labels()).isNull();
    }

    @Test
    void sumsWithoutDrift() throws IOException {
        var values = new double[200_000];
        Arrays.fill(values, 0.1f);
        values[0] = 1e9;
        var facts = scan(nifti2().shape(200, 1000, 1)
                .type(NiftiType.FLOAT32)
                .values(values)
                .file());

        assertThat(facts.sum()).isCloseTo(1e9 + 199_999 * (double) 0.1f, within(1e-3));
    }

    @Test
    void letsANaNSpoilTheNumbersAndCountsIt() throws IOException {
        var facts = scan(nifti1().shape(2, 2, 1)
                .type(NiftiType.FLOAT32)
                .values(1, Double.NaN, 3, Double.NaN)
                .file());

        assertThat(facts.minimum()).isNaN();
        assertThat(facts.maximum()).isNaN();
        assertThat(facts.sum()).isNaN();
        assertThat(facts.nonFinite()).isEqualTo(2);
    }

    @Test
    void countsInfinities() throws IOException {
        var facts = scan(nifti1().shape(2, 2, 1)
                .type(NiftiType.FLOAT64)
                .values(1, Double.NEGATIVE_INFINITY, 3, 4)
                .file());

        assertThat(facts.minimum()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(facts.maximum()).isEqualTo(4);
        assertThat(facts.nonFinite()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = NiftiType.class,
            names = {"UINT8", "INT16", "INT64", "FLOAT32"})
    void countsLabels(NiftiType type) throws IOException {
        var facts =
                scan(nifti1().shape(3, 2, 1).type(type).values(0, 4, 4, 0, 0, 1).file());

        assertThat(facts.labels()).containsExactly(entry(0, 3L), entry(1, 1L), entry(4, 2L));
    }

    @ParameterizedTest
    @EnumSource(
            value = NiftiType.class,
            names = {"INT16", "INT32"})
    void takesManyKindsOfValuesForIntensities(NiftiType type) throws IOException {
        var values = new double[1025];
        Arrays.setAll(values, i -> i);
        var facts = scan(nifti1().shape(1025, 1, 1).type(type).values(values).file());

        assertThat(facts.labels()).isNull();
    }

    @Test
    void countsLabelsThatAreStoredWithASlope() throws IOException {
        var facts = scan(nifti1().shape(2, 1, 1)
                .type(NiftiType.UINT8)
                .values(2, 4)
                .scaling(0.5, 0)
                .file());

        assertThat(facts.labels()).containsExactly(entry(1, 1L), entry(2, 1L));
    }

    @Test
    void knowsTheSameContentInAnyDress() throws IOException {
        double[] values = {0, 1, 2, 3, 4, 250};
        var plain = scan(
                nifti1().shape(3, 2, 1).type(NiftiType.UINT8).values(values).file());

        assertThat(plain.contentSha256()).hasSize(64);
        for (NiftiType type : new NiftiType[] {NiftiType.INT16, NiftiType.UINT32, NiftiType.INT64, NiftiType.FLOAT64}) {
            byte[] dressed = new NiftiBytes(2, ByteOrder.BIG_ENDIAN)
                    .shape(3, 2, 1, 1)
                    .type(type)
                    .values(values)
                    .beforeVoxels(36)
                    .file();
            assertThat(scan(gzip(dressed)).contentSha256()).isEqualTo(plain.contentSha256());
        }
    }

    @Test
    void knowsDifferentContentApart() throws IOException {
        String content = scan(nifti1().file()).contentSha256();

        assertThat(scan(nifti1().scaling(2, 0).file()).contentSha256()).isNotEqualTo(content);
        assertThat(scan(nifti1().shape(4, 2, 3).file()).contentSha256()).isNotEqualTo(content);
        assertThat(scan(nifti1().noSform().file()).contentSha256()).isNotEqualTo(content);
        assertThat(scan(nifti1().type(NiftiType.COMPLEX64).file()).contentSha256())
                .isNotEqualTo(content);
    }

    @Test
    void reportsColourWithoutNumbers() throws IOException {
        var facts = scan(nifti1().type(NiftiType.RGB24).file());

        assertThat(facts.header().type()).isEqualTo(NiftiType.RGB24);
        assertThat(facts.sum()).isNaN();
        assertThat(facts.labels()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 17, 36, 5000})
    void findsTheVoxelsBehindAnyExtension(int bytes) throws IOException {
        var expected = scan(nifti1().file());
        byte[] extended = nifti1().beforeVoxels(bytes).file();

        assertThat(scan(extended).contentSha256()).isEqualTo(expected.contentSha256());
        assertThat(scan(gzip(extended)).contentSha256()).isEqualTo(expected.contentSha256());
    }

    @Test
    void readsGzipOfSeveralMembersFromAStreamThatTrickles() throws IOException {
        byte[] file = nifti1().file();
        byte[] members = join(
                gzip(Arrays.copyOfRange(file, 0, 100)),
                gzip(new byte[0]),
                gzip(Arrays.copyOfRange(file, 100, 360)),
                gzip(Arrays.copyOfRange(file, 360, file.length)));
        var trickling = new FilterInputStream(new ByteArrayInputStream(members)) {
            @Override
            public int available() {
                return 0;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return super.read(buffer, offset, Math.min(length, 3));
            }
        };

        var facts = VolumeFacts.scan(trickling, NiftiLimits.DEFAULT);

        assertThat(facts.contentSha256()).isEqualTo(scan(file).contentSha256());
    }

    @Test
    void ignoresWhatFollowsTheVoxels() throws IOException {
        byte[] file = nifti1().afterVoxels(1000).file();

        assertThat(scan(file).sum()).isEqualTo(scan(nifti1().file()).sum());
        assertThat(scan(join(gzip(file), new byte[] {1, 2, 3})).sum())
                .isEqualTo(scan(file).sum());
    }

    private static void assertRange(NiftiType type, double least, double most) throws IOException {
        var facts = scan(nifti1().shape(2, 1, 1).type(type).values(least, most).file());

        assertThat(facts.minimum()).isEqualTo(least);
        assertThat(facts.maximum()).isEqualTo(most);
        assertThat(facts.sum()).isEqualTo(least + most);
    }

    private static VolumeFacts scan(byte[] file) throws IOException {
        return VolumeFacts.scan(new ByteArrayInputStream(file), NiftiLimits.DEFAULT);
    }
}
