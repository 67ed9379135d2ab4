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
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @EnumSource(NiftiVersion.class)
    void writesEitherVersion(NiftiVersion version) throws IOException {
        Path file = folder.resolve("v.nii.gz");
        Volume volume = integers(OBLIQUE);

        Nifti.write(file, volume, NiftiType.INT16, version);

        assertThat(NiftiVersion.values()[header(file).version() - 1]).isEqualTo(version);
        assertThat(Nifti.read(file, NiftiLimits.DEFAULT).voxels()).isEqualTo(volume.voxels());
        assertSameAffine(header(file).affine(), OBLIQUE.affine());
    }

    @Test
    void theSecondVersionKeepsTheAffineExactly() throws IOException {
        var grid = new Geometry(3, 4, 5, Affine.scaling(0.1, 1.0 / 3, Math.PI));
        Path file = folder.resolve("v.nii");

        Nifti.write(file, integers(grid), NiftiType.UINT8, NiftiVersion.NIFTI_2);

        assertThat(Nifti.read(file, NiftiLimits.DEFAULT).geometry()).isEqualTo(grid);
        assertThat(header(file).spacing()).containsExactly(grid.spacing());
    }

    @ParameterizedTest
    @CsvSource({"32767, 1, 1, 1", "1, 32768, 1, 2", "1, 1, 70000, 2"})
    void takesTheSecondVersionForAnAxisThatTheFirstCannotHold(int x, int y, int z, int version) throws IOException {
        Path file = folder.resolve("long.nii.gz");
        Volume volume = integers(new Geometry(x, y, z, OBLIQUE.affine()));

        Nifti.write(file, volume, NiftiType.UINT8);

        assertThat(header(file).version()).isEqualTo(version);
        assertThat(header(file).shape()).containsExactly(x, y, z);
        assertThat(Nifti.read(file, NiftiLimits.DEFAULT).voxels()).isEqualTo(volume.voxels());
    }

    @Test
    void namesTheVersionThatHoldsALongAxis() {
        Volume volume = integers(new Geometry(1, 1, 32768, Affine.IDENTITY));

        assertThatThrownBy(() -> Nifti.write(folder.resolve("v.nii"), volume, NiftiType.UINT8, NiftiVersion.NIFTI_1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 32767 voxels on an axis, got 1 x 1 x 32768")
                .hasMessageContaining("NIFTI_2");
    }

    private static NiftiHeader header(Path file) throws IOException {
        return VolumeFacts.scan(file, NiftiLimits.DEFAULT).header();
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
        Path file = folder.resolve("v.nii.gz");
        Nifti.write(file, integers(OBLIQUE), type);

        assertThat(niftiTool("-check_hdr", "-check_nim", "-infiles", file.toString()))
                .contains("header IS GOOD")
                .contains("nifti_image IS GOOD");
    }

    /** Its checks know the first version only, so it is asked what it reads. */
    @Test
    void niftiToolReadsTheSecondVersion() throws Exception {
        Path file = folder.resolve("v.nii.gz");
        Volume volume = integers(new Geometry(3, 4, 40000, OBLIQUE.affine()));
        Nifti.write(file, volume, NiftiType.INT16);

        assertThat(niftiTool("-disp_hdr2", "-field", "magic", "-field", "dim", "-infiles", file.toString()))
                .contains("n+2")
                .contains("3 3 4 40000 1");
        assertThat(niftiTool("-disp_nim", "-field", "sto_xyz", "-infiles", file.toString()))
                .contains("-2.0 0.5 0.0 10.0 0.5 1.5 0.1 -20.0 0.0 0.25 3.0 30.0 ");
        assertThat(niftiTool("-quiet", "-disp_ci", "2", "3", "39999", "-1", "0", "0", "0", "-infiles", file.toString())
                        .strip())
                .isEqualTo(Integer.toString((int) volume.at(2, 3, 39999)));
    }

    private static String niftiTool(String... arguments) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/nifti_tool")), "nifti_tool (package nifti-bin) absent");
        var command = new ArrayList<>(List.of(arguments));
        command.add(0, "nifti_tool");
        Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tool.waitFor()).as(said).isZero();
        return said;
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
