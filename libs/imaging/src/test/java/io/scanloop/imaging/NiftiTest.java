package io.scanloop.imaging;

import static io.scanloop.imaging.NiftiBytes.nifti1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class NiftiTest {
    private static final Geometry OBLIQUE =
            new Geometry(3, 4, 5, Affine.of(new double[][] {{-2, 0.5, 0, 10}, {0.5, 1.5, 0.1, -20}, {0, 0.25, 3, 30}}));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = NiftiType.class,
            mode = Mode.EXCLUDE,
            names = {"COMPLEX64", "COMPLEX128", "RGB24", "RGBA32"})
    void readsWhatItWrites(NiftiType type) throws IOException {
        Volume volume = integers(OBLIQUE);
        for (String name : new String[] {"v.nii", "v.nii.gz"}) {
            Path file = folder.resolve(name);

            Nifti.write(file, volume, type);
            Volume read = Nifti.read(file, NiftiLimits.DEFAULT);

            assertThat(read.voxels()).isEqualTo(volume.voxels());
            assertThat(read.geometry().shape()).isEqualTo(OBLIQUE.shape());
            assertSameAffine(read.geometry().affine(), OBLIQUE.affine());
            assertThat(Files.size(file)).isPositive();
        }
    }

    @Test
    void compressesByName() throws IOException {
        Nifti.write(folder.resolve("v.nii"), integers(OBLIQUE), NiftiType.UINT8);
        Nifti.write(folder.resolve("v.nii.gz"), integers(OBLIQUE), NiftiType.UINT8);

        assertThat(Files.readAllBytes(folder.resolve("v.nii"))).hasSize(352 + 60);
        assertThat(Files.readAllBytes(folder.resolve("v.nii.gz"))).startsWith(0x1f, 0x8b);
    }

    @Test
    void writesRealNumbersAsFloats() throws IOException {
        var voxels = new float[60];
        voxels[7] = 0.1f;
        voxels[8] = Float.NaN;

        Nifti.write(folder.resolve("v.nii"), new Volume(OBLIQUE, voxels), NiftiType.FLOAT32);

        assertThat(Nifti.read(folder.resolve("v.nii"), NiftiLimits.DEFAULT).voxels())
                .isEqualTo(voxels);
    }

    @Test
    void neverRoundsOrWrapsAValueOnTheWay() {
        Path file = folder.resolve("v.nii");

        assertRefusesToWrite(file, 0.5f, NiftiType.INT16);
        assertRefusesToWrite(file, 256, NiftiType.UINT8);
        assertRefusesToWrite(file, -1, NiftiType.UINT16);
        assertRefusesToWrite(file, Float.NaN, NiftiType.INT32);
        assertRefusesToWrite(file, 0, NiftiType.RGB24);
    }

    @Test
    void leavesNothingBehindWhenItFails() throws IOException {
        Path file = folder.resolve("v.nii");
        Nifti.write(file, integers(OBLIQUE), NiftiType.UINT8);
        byte[] before = Files.readAllBytes(file);

        assertRefusesToWrite(file, 1000, NiftiType.UINT8);

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void appliesTheSlope() throws IOException {
        Path file = Files.write(
                folder.resolve("v.nii"),
                nifti1().shape(2, 1, 1).values(100, 3000).scaling(0.5, -1024).file());

        assertThat(Nifti.read(file, NiftiLimits.DEFAULT).voxels()).containsExactly(-974, 476);
    }

    @Test
    void readsOneScalarVolumeOnly() throws IOException {
        Path series = Files.write(
                folder.resolve("series.nii"), nifti1().shape(2, 3, 2, 2).file());

        assertThatThrownBy(() -> Nifti.read(series, NiftiLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        InvalidVolumeException.class, e -> assertThat(e.code()).isEqualTo("not-3d"));
    }

    @Test
    void growsOnlyAsAFileProvesToHoldItsVoxels() throws IOException {
        var grid = new Geometry(300, 300, 200, Affine.IDENTITY);
        Path file = folder.resolve("large.nii.gz");
        var voxels = new float[300 * 300 * 200];
        voxels[voxels.length - 1] = 7;
        Nifti.write(file, new Volume(grid, voxels), NiftiType.UINT8);

        assertThat(Nifti.read(file, NiftiLimits.DEFAULT).at(299, 299, 199)).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource(
            value = NiftiType.class,
            names = {"UINT8", "INT16", "FLOAT32"})
    void satisfiesNiftiTool(NiftiType type) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/nifti_tool")), "nifti_tool (package nifti-bin) absent");
        Path file = folder.resolve("v.nii.gz");
        Nifti.write(file, integers(OBLIQUE), type);

        Process tool = new ProcessBuilder("nifti_tool", "-check_hdr", "-check_nim", "-infiles", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(tool.waitFor()).isZero();
        assertThat(said).contains("header IS GOOD").contains("nifti_image IS GOOD");
    }

    private static void assertRefusesToWrite(Path file, float value, NiftiType type) {
        var voxels = new float[60];
        voxels[59] = value;

        assertThatThrownBy(() -> Nifti.write(file, new Volume(OBLIQUE, voxels), type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(type.toString());
    }

    private static void assertSameAffine(Affine actual, Affine expected) {
        for (int i = 0; i < 12; i++) {
            assertThat(actual.at(i / 4, i % 4)).isCloseTo(expected.at(i / 4, i % 4), within(1e-6));
        }
    }

    private static Volume integers(Geometry grid) {
        var chance = new SplittableRandom(1);
        var voxels = new float[(int) grid.voxels()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = chance.nextInt(128);
        }
        return new Volume(grid, voxels);
    }
}
