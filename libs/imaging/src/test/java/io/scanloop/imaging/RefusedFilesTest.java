package io.scanloop.imaging;

import static io.scanloop.imaging.NiftiBytes.gzip;
import static io.scanloop.imaging.NiftiBytes.nifti1;
import static io.scanloop.imaging.NiftiBytes.nifti2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusedFilesTest {
    @TempDir
    private Path folder;

    @Test
    void saysWhatWasExpectedWhatCameAndWhatToDo() throws IOException {
        var refusal = refusal(nifti1().datatype(1536).file());

        assertThat(refusal.code()).isEqualTo("datatype-unsupported");
        assertThat(refusal.expected()).contains("floats of 32 or 64");
        assertThat(refusal.actual()).contains("1536");
        assertThat(refusal.action()).contains("re-export");
        assertThat(refusal)
                .hasMessage("expected %s, got %s: %s", refusal.expected(), refusal.actual(), refusal.action());
    }

    @Test
    void refusesWhatIsNoNifti() throws IOException {
        byte[] dicom = new byte[1000];
        System.arraycopy("DICM".getBytes(StandardCharsets.US_ASCII), 0, dicom, 128, 4);
        byte[] zip = new byte[1000];
        System.arraycopy("PK\3\4".getBytes(StandardCharsets.US_ASCII), 0, zip, 0, 4);

        assertThat(refusal(new byte[0]).code()).isEqualTo("empty-file");
        assertThat(refusal(gzip(new byte[0])).code()).isEqualTo("empty-file");
        assertThat(refusal(dicom).action()).contains("dcm2niix");
        assertThat(refusal(gzip(dicom)).code()).isEqualTo("dicom-file");
        assertThat(refusal(zip).code()).isEqualTo("compression-unsupported");
        assertThat(refusal("hello".getBytes(StandardCharsets.US_ASCII)).code()).isEqualTo("not-nifti");
        assertThat(refusal(new byte[5000]).code()).isEqualTo("not-nifti");
        assertThat(refusal(nifti1().magic("").file()).code()).isEqualTo("analyze-file");
        assertThat(refusal(nifti2().magic("n+9").file()).code()).isEqualTo("not-nifti");
        assertThat(refusal(nifti2().edit(header -> header.putInt(504, 3001)).file())
                        .code())
                .isEqualTo("cifti-file");
        assertThat(refusal(nifti2().edit(header -> header.put(8, (byte) 10)).file())
                        .code())
                .isEqualTo("line-ends-altered");
    }

    @Test
    void refusesDimensionsThatCannotBe() throws IOException {
        assertThat(refusal(nifti1().dim(0, 0).file()).code()).isEqualTo("dimensions-invalid");
        assertThat(refusal(nifti1().dim(0, 8).file()).code()).isEqualTo("dimensions-invalid");
        assertThat(refusal(nifti1().dim(2, 0).file()).code()).isEqualTo("dimensions-invalid");
        assertThat(refusal(nifti1().dim(2, -3).file()).code()).isEqualTo("dimensions-invalid");
    }

    @Test
    void refusesFieldsThatCannotBe() throws IOException {
        double[][] notFinite = {{Double.NaN, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}};

        assertThat(refusal(nifti1().sform(1, notFinite).file()).code()).isEqualTo("affine-not-finite");
        assertThat(refusal(nifti1().scaling(2, Double.NaN).file()).code()).isEqualTo("intercept-not-finite");
        assertThat(refusal(nifti1().voxelOffset(0).withOffsetAsIs()).code()).isEqualTo("data-offset-invalid");
        assertThat(refusal(nifti1().voxelOffset(348).withOffsetAsIs()).code()).isEqualTo("data-offset-invalid");
        assertThat(refusal(nifti1().voxelOffset(-352).withOffsetAsIs()).code()).isEqualTo("data-offset-invalid");
        assertThat(refusal(nifti1().voxelOffset(Double.NaN).withOffsetAsIs()).code())
                .isEqualTo("data-offset-invalid");
    }

    @Test
    void refusesFilesThatEndTooEarly() throws IOException {
        byte[] file = nifti1().file();
        byte[] compressed = gzip(file);

        assertThat(refusal(Arrays.copyOf(file, 200)).code()).isEqualTo("truncated");
        assertThat(refusal(Arrays.copyOf(nifti2().file(), 400)).code()).isEqualTo("truncated");
        assertThat(refusal(Arrays.copyOf(file, file.length - 1)).code()).isEqualTo("truncated");
        assertThat(refusal(gzip(Arrays.copyOf(file, file.length - 1))).code()).isEqualTo("truncated");
        assertThat(refusal(Arrays.copyOf(compressed, 5)).code()).isEqualTo("truncated");
        assertThat(refusal(Arrays.copyOf(compressed, compressed.length - 20)).code())
                .isEqualTo("truncated");
        assertThat(refusal(Arrays.copyOf(compressed, compressed.length - 3)).code())
                .isEqualTo("truncated");
        assertThat(refusal(nifti1().voxelOffset(1e12).withOffsetAsIs()).code()).isIn("truncated", "too-large");
    }

    @Test
    void refusesDamagedCompression() throws IOException {
        byte[] compressed = gzip(nifti1().file());
        compressed[compressed.length - 6] ^= 1;

        assertThat(refusal(compressed).code()).isEqualTo("gzip-corrupt");
    }

    @Test
    void refusesHugeClaimsBeforeItAllocates() throws IOException {
        long most = Long.MAX_VALUE;
        byte[][] claims = {
            nifti1().shape(30000, 30000, 30000).file(),
            gzip(nifti1().shape(30000, 30000, 30000).file()),
            nifti1().shape(32767, 32767, 32767, 32767, 32767, 32767, 32767).file(),
            nifti2().shape(most, most, most).file(),
            nifti2().shape(1L << 32, 1L << 32, 1).file(),
            nifti2().shape(most).type(NiftiType.UINT8).file(),
        };
        for (byte[] claim : claims) {
            Path file = write("claim.nii", claim);
            long before = allocated();

            var refusal = refusal(file, NiftiLimits.DEFAULT);

            assertThat(refusal.code()).isEqualTo("too-large");
            assertThat(allocated() - before).isLessThan(4 << 20);
        }
    }

    @Test
    void holdsClaimsWithinTheLimitsAgainstTheLengthOfTheFile() throws IOException {
        byte[] plain = nifti1().shape(1000, 1000, 1000).file();

        assertThat(refusal(plain).code()).isEqualTo("truncated");
        assertThat(refusal(gzip(plain)).actual()).contains("at most");
    }

    @Test
    void keepsToTheLimitsOfItsCaller() throws IOException {
        Path file = write("small.nii", nifti1().file());

        assertThat(refusal(file, new NiftiLimits(23, 10_000)).expected()).isEqualTo("at most 23 voxels");
        assertThat(refusal(file, new NiftiLimits(24, 399)).expected()).contains("399 bytes");
        assertThat(VolumeFacts.scan(file, new NiftiLimits(24, 400)).header().voxels())
                .isEqualTo(24);
    }

    @Test
    void stopsAtABombBehindTheVoxels() throws IOException {
        Path file = folder.resolve("bomb.nii.gz");
        try (var gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
            gzip.write(nifti1().file());
            var zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                gzip.write(zeros);
            }
        }

        assertThat(refusal(file, NiftiLimits.DEFAULT).code()).isEqualTo("trailing-data");
    }

    @Test
    void stopsAtAStreamThatNeverEnds() {
        var endless = new SequenceInputStream(new ByteArrayInputStream(nifti1().file()), new InputStream() {
            @Override
            public int read() {
                return 0;
            }
        });

        assertThatThrownBy(() -> VolumeFacts.scan(endless, new NiftiLimits(10, 1000)))
                .isInstanceOf(InvalidVolumeException.class);
    }

    @Test
    void tellsAFileThatIsAbsentFromOneThatIsBad() {
        assertThatThrownBy(() -> VolumeFacts.scan(folder.resolve("absent.nii"), NiftiLimits.DEFAULT))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(refusal(folder, NiftiLimits.DEFAULT).code()).isEqualTo("not-a-file");
    }

    private InvalidVolumeException refusal(byte[] bytes) throws IOException {
        return refusal(write("odd.nii", bytes), NiftiLimits.DEFAULT);
    }

    private static InvalidVolumeException refusal(Path file, NiftiLimits limits) {
        return catchThrowableOfType(InvalidVolumeException.class, () -> VolumeFacts.scan(file, limits));
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static long allocated() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
