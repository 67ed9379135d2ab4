package io.scanloop.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.scanloop.imaging.Affine;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.ZipInputStream;

/** Numbers that public reference implementations gave: MONAI 1.3.2, SciPy 1.10.1 and google-deepmind/surface-distance. */
final class Golden {
    private Golden() {}

    static JsonNode cases(String file) {
        try (var in = Golden.class.getResourceAsStream("/golden/" + file)) {
            return new ObjectMapper().readTree(in).path("cases");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A number, or the text that stands for one that JSON does not have. */
    static double number(JsonNode value) {
        return value.isTextual() ? Double.parseDouble(value.asText()) : value.asDouble();
    }

    /** A mask of a case of metrics.json; its axes stay in their order, so (d0, d1, d2) becomes (x, y, z). */
    static Volume mask(JsonNode golden, String name) {
        int[] shape = new int[3];
        var spacing = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            shape[axis] = golden.path("shape").path(axis).asInt();
            spacing[axis] = golden.path("spacing").path(axis).asDouble();
        }
        var geometry = Geometry.of(shape, Affine.scaling(spacing[0], spacing[1], spacing[2]));
        byte[] npy = entry(golden.path("name").asText() + ":" + name + ".npy");
        int at = npy.length - (int) geometry.voxels(); // bytes in C order, after a header
        var voxels = new float[(int) geometry.voxels()];
        for (int i = 0; i < shape[0]; i++) {
            for (int j = 0; j < shape[1]; j++) {
                for (int k = 0; k < shape[2]; k++) {
                    voxels[geometry.index(i, j, k)] = npy[at++];
                }
            }
        }
        return new Volume(geometry, voxels);
    }

    private static byte[] entry(String name) {
        try (var zip = new ZipInputStream(Golden.class.getResourceAsStream("/golden/metrics_masks.npz"))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(name)) {
                    return zip.readAllBytes();
                }
            }
            throw new IllegalStateException("no array " + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
