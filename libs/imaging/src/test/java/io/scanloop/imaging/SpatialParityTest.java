package io.scanloop.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real MR volume, reoriented and resampled as MONAI, SciPy and nibabel do. */
class SpatialParityTest {
    private static final Path SHARED = Path.of(System.getProperty("scanloop.root"), "../shared");
    private static final Path GOLDEN = SHARED.resolve("golden/spatial");
    private static final double[] SPACING = {2, 2.5, 4};

    private JsonNode facts;
    private Volume image;
    private Volume labels;

    @BeforeEach
    void readTheOriginal() throws IOException {
        assumeTrue(Files.exists(GOLDEN), GOLDEN + " absent");
        facts = new ObjectMapper().readTree(GOLDEN.resolve("spatial.json").toFile());
        image = Nifti.read(SHARED.resolve("data/abdomen/mr.nii.gz"), NiftiLimits.DEFAULT);
        labels = Nifti.read(SHARED.resolve("data/abdomen/mr_labels.nii.gz"), NiftiLimits.DEFAULT);
    }

    @Test
    void turnsToRasAsNibabelDoes() throws IOException {
        var orientation = Orientation.of(image.geometry().affine());
        Volume ras = orientation.toRas(image);

        assertThat(orientation).hasToString(facts.get("orig_axcodes").asText());
        assertAffine(ras.geometry(), facts.get("ras_affine"));
        assertThat(Differences.largest(ras.voxels(), golden("image_ras").values()))
                .isZero();
        assertThat(Differences.largest(
                        orientation.toRas(labels).voxels(), golden("label_ras").values()))
                .isZero();
        assertThat(Differences.largest(orientation.fromRas(ras).voxels(), image.voxels()))
                .isZero();
    }

    @Test
    void choosesTheGridOfMonai() {
        Geometry grid = Resampling.grid(ras(image).geometry(), SPACING);

        JsonNode shape = facts.get("monai_spacing").get("shape");
        assertThat(grid.shape())
                .containsExactly(
                        shape.get(0).asInt(), shape.get(1).asInt(), shape.get(2).asInt());
        assertAffine(grid, facts.get("monai_spacing").get("affine"));
    }

    @Test
    void interpolatesImagesAsMonaiAndSciPyDo() throws IOException {
        float[] resampled = Resampling.LINEAR.toSpacing(ras(image), SPACING).voxels();

        assertThat(Differences.largest(resampled, golden("monai_spacing_linear").values()))
                .isLessThan(1e-4);
        assertThat(Differences.largest(
                        resampled, golden("scipy_linear_nearest_pad").values()))
                .isLessThan(1e-4);
    }

    @Test
    void takesTheNearestLabelAsMonaiAndSciPyDo() throws IOException {
        Volume source = ras(labels);
        Volume resampled = Resampling.NEAREST.toSpacing(source, SPACING);

        float[] monai = golden("monai_spacing_nearest_label").values();
        float[] scipy = golden("scipy_nearest_label").values();
        Geometry grid = resampled.geometry();
        int ties = 0;
        for (int k = 0; k < grid.sizeZ(); k++) {
            for (int j = 0; j < grid.sizeY(); j++) {
                for (int i = 0; i < grid.sizeX(); i++) {
                    int at = grid.index(i, j, k);
                    if (isTie(i * 2 / 3.0) || isTie(j * 2.5 / 3.0) || isTie(k * 4 / 3.0)) {
                        ties++;
                    } else {
                        assertThat(resampled.voxels()[at]).isEqualTo(monai[at]).isEqualTo(scipy[at]);
                    }
                }
            }
        }
        assertThat(ties).isLessThan(monai.length / 3);
    }

    private static boolean isTie(double position) {
        return Math.abs(position - Math.floor(position) - 0.5) < 1e-6;
    }

    private static Volume ras(Volume volume) {
        return Orientation.of(volume.geometry().affine()).toRas(volume);
    }

    private static NumpyArray golden(String name) throws IOException {
        return NumpyArray.read(GOLDEN.resolve("resample.npz"), name);
    }

    private static void assertAffine(Geometry geometry, JsonNode expected) {
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                assertThat(geometry.affine().at(row, column))
                        .isCloseTo(expected.get(row).get(column).asDouble(), within(1e-10));
            }
        }
    }
}
