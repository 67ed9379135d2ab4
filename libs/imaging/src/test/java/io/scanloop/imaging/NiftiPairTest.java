package io.scanloop.imaging;

import static io.scanloop.imaging.NiftiBytes.gzip;
import static io.scanloop.imaging.NiftiBytes.join;
import static io.scanloop.imaging.NiftiBytes.nifti1;
import static io.scanloop.imaging.NiftiBytes.nifti2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NiftiPairTest {
    @TempDir
    private Path folder;

    @Test
    void isReadByTheNameOfEitherFile() throws IOException {
        var pair = nifti1().magic("ni1");
        write("scan.hdr", pair.header());
        write("scan.img", pair.voxels());

        assertThat(scan("scan.hdr").sum()).isEqualTo(scan("scan.img").sum()).isEqualTo(156);
    }

    @Test
    void mayBeCompressedOrNamedInCapitals() throws IOException {
        var pair = nifti2().magic("ni2");
        write("scan.hdr.gz", gzip(pair.header()));
        write("scan.img.gz", gzip(pair.voxels()));
        write("OLD.HDR", pair.header());
        write("OLD.IMG", pair.voxels());

        assertThat(scan("scan.hdr.gz").sum()).isEqualTo(156);
        assertThat(scan("scan.img.gz").sum()).isEqualTo(156);
        assertThat(scan("OLD.IMG").sum()).isEqualTo(156);
    }

    @Test
    void mayBeginItsVoxelsLater() throws IOException {
        var pair = nifti1().magic("ni1").voxelOffset(17);
        write("scan.hdr", pair.header());
        write("scan.img", join(new byte[17], pair.voxels()));

        assertThat(scan("scan.hdr").sum()).isEqualTo(156);
    }

    @Test
    void isRefusedWithoutItsOtherHalf() throws IOException {
        write("header.hdr", nifti1().magic("ni1").header());
        write("image.img", nifti1().voxels());

        assertThat(refusal("header.hdr").actual()).isEqualTo("no file header.img");
        assertThat(refusal("image.img").actual()).isEqualTo("no file image.hdr");
        assertThat(refusal("image.img").code()).isEqualTo("pair-incomplete");
    }

    @Test
    void isRefusedWhenTheImageIsTooShort() throws IOException {
        write("scan.hdr", nifti1().magic("ni1").header());
        write("scan.img", new byte[47]);

        assertThat(refusal("scan.hdr").code()).isEqualTo("truncated");
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
    }

    private VolumeFacts scan(String name) throws IOException {
        return VolumeFacts.scan(folder.resolve(name), NiftiLimits.DEFAULT);
    }

    private InvalidVolumeException refusal(String name) {
        return catchThrowableOfType(InvalidVolumeException.class, () -> scan(name));
    }
}
