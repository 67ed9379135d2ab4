package io.scanloop.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VoxelStreamTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"volume.nii, 7", "volume.nii.gz, 7", "volume.nii.gz, 60", "volume.nii, 61", "volume.nii.gz, 1000"})
    void givesTheVoxelsOfTheWholeVolumePieceByPiece(String name, int piece) throws IOException {
        var volume = random();
        var file = folder.resolve(name);
        Nifti.write(file, volume, NiftiType.INT16);

        var voxels = new float[0];
        try (var stream = VoxelStream.open(Files.newInputStream(file), NiftiLimits.DEFAULT)) {
            assertThat(stream.geometry()).isEqualTo(volume.geometry());
            var values = new float[piece];
            for (int read; (read = stream.read(values)) > 0; ) {
                int filled = voxels.length;
                voxels = Arrays.copyOf(voxels, filled + read);
                System.arraycopy(values, 0, voxels, filled, read);
            }
        }

        assertThat(voxels).isEqualTo(volume.voxels());
    }

    @Test
    void aTruncatedFileIsRefusedWhereItEnds() throws IOException {
        var file = folder.resolve("volume.nii.gz");
        Nifti.write(file, random(), NiftiType.INT16);
        var bytes = Files.readAllBytes(file);
        var half = new ByteArrayInputStream(bytes, 0, bytes.length / 2);

        assertThatThrownBy(() -> {
                    try (var stream = VoxelStream.open(half, NiftiLimits.DEFAULT)) {
                        while (stream.read(new float[8]) > 0) {
                            assertThat(stream.geometry().voxels()).isEqualTo(60);
                        }
                    }
                })
                .isInstanceOf(IOException.class);
    }

    private static Volume random() {
        var random = new Random(1);
        var voxels = new float[60];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = random.nextInt(2000) - 1000;
        }
        return new Volume(new Geometry(3, 4, 5, Affine.IDENTITY), voxels);
    }
}
