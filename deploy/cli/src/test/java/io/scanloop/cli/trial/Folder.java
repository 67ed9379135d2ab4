package io.scanloop.cli.trial;

import io.scanloop.imaging.Affine;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.Nifti;
import io.scanloop.imaging.NiftiType;
import io.scanloop.imaging.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Studies for trials: cubes of 16 voxels with a bright box of class 1 on one side and a darker one of class 2. */
final class Folder {
    private static final int EDGE = 16;

    private Folder() {}

    /** A study that is nowhere on disk. */
    static TrialStudy imagined(String patient, String name) {
        return new TrialStudy(
                name, patient, new TreeMap<>(Map.of("T1", Path.of("T1.nii"))), Path.of("labels.nii"), null, "7");
    }

    /** Studies {@code p1a}, {@code p1b}, {@code p2a} ... of so many patients, that are nowhere on disk. */
    static List<TrialStudy> imagined(int patients, int studies) {
        var all = new ArrayList<TrialStudy>();
        for (int patient = 1; patient <= patients; patient++) {
            for (int study = 0; study < studies; study++) {
                all.add(imagined("p" + patient, "p%d%c".formatted(patient, 'a' + study)));
            }
        }
        return all;
    }

    /** Writes one study of each of some patients, of voxels of 3 mm. */
    static List<TrialStudy> written(Path folder, int patients) throws IOException {
        return written(folder, patients, 3);
    }

    /** @param first edge of the first patient's voxels in mm */
    static List<TrialStudy> written(Path folder, int patients, double first) throws IOException {
        var studies = new ArrayList<TrialStudy>();
        for (int patient = 1; patient <= patients; patient++) {
            var own = Files.createDirectories(folder.resolve("p" + patient));
            var chance = new SplittableRandom(patient);
            int shift = chance.nextInt(-2, 3);
            var labels = new float[EDGE * EDGE * EDGE];
            var image = new float[labels.length];
            for (int voxel = 0; voxel < labels.length; voxel++) {
                int x = voxel % EDGE + shift;
                int y = voxel / EDGE % EDGE;
                int z = voxel / EDGE / EDGE;
                boolean isInner = y >= 4 && y < 12 && z >= 4 && z < 12;
                labels[voxel] = !isInner ? 0 : x < 6 ? 1 : x >= 10 ? 2 : 0;
                image[voxel] = 100 + 100 * labels[voxel] + chance.nextInt(20);
            }
            double edge = patient == 1 ? first : 3;
            var grid = Geometry.of(new int[] {EDGE, EDGE, EDGE}, Affine.scaling(edge, edge, edge));
            Nifti.write(own.resolve("T1.nii.gz"), new Volume(grid, image), NiftiType.INT16);
            Nifti.write(own.resolve("labels.nii.gz"), new Volume(grid, labels), NiftiType.UINT8);
            var contrasts = new TreeMap<String, Path>();
            contrasts.put("T1", own.resolve("T1.nii.gz"));
            studies.add(TrialStudy.read("p" + patient, "p" + patient, contrasts, own.resolve("labels.nii.gz"), null));
        }
        return studies;
    }
}
