package io.scanloop.imaging;

import io.scanloop.imaging.PhantomStudy.Contrast;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Made-up patients to try everything with: heads of 48 x 48 x 48 voxels of 4 mm on T1, T2 and FLAIR, with exact labels.
 * Classes are 1 ventricle, 2 nucleus, 3 cerebellum and 4 lesion. Their intensities overlap and differ per study, and
 * T2 is missing in two studies of five; anatomy differs per patient. The same seed makes the same files, and a larger
 * cohort begins with the smaller one.
 */
public final class PhantomCohort {
    private static final double PART_WITHOUT_T2 = 0.4;

    /** Multiples of it, modulo 1, spread evenly however many are taken. */
    private static final double GOLDEN_RATIO = 0.6180339887498949;

    private static final String PROJECT = """
            {
              "classes": [
                {"value": 1, "name": "ventricle"},
                {"value": 2, "name": "nucleus"},
                {"value": 3, "name": "cerebellum"},
                {"value": 4, "name": "lesion"}
              ],
              "contrasts": ["T1", "T2", "FLAIR"],
              "spacing": [4.0, 4.0, 4.0],
              "budget": {"pretrainIterations": 180, "finetuneIterations": 180, "stepIterations": 60}
            }
            """;

    private PhantomCohort() {}

    /**
     * Writes one study per patient.
     *
     * @param folder made if absent; receives {@code <study>/{T1,T2,FLAIR,labels}.nii.gz}, {@code index.json} with the
     *     patient and the contrasts of each study, and {@code project.json} with classes, contrasts, spacing and a
     *     budget for some minutes on two cores
     * @param patients > 0
     */
    public static void write(Path folder, int patients, long seed) throws IOException {
        write(folder, patients, 1, seed);
    }

    /** Writes several studies of each patient, which resemble each other more than those of others. */
    public static void write(Path folder, int patients, int studiesPerPatient, long seed) throws IOException {
        if (patients < 1 || studiesPerPatient < 1) {
            throw new IllegalArgumentException("a cohort needs at least one patient with one study, got %d with %d"
                    .formatted(patients, studiesPerPatient));
        }
        Files.createDirectories(folder);
        var cohort = new SplittableRandom(seed);
        double t2 = cohort.nextDouble();
        List<String> index = new ArrayList<>();
        for (int patient = 1; patient <= patients; patient++) {
            SplittableRandom chance = cohort.split();
            var anatomy = new PhantomAnatomy(chance.split());
            for (int visit = 1; visit <= studiesPerPatient; visit++) {
                t2 = (t2 + GOLDEN_RATIO) % 1;
                List<Contrast> contrasts = t2 < PART_WITHOUT_T2
                        ? List.of(Contrast.T1, Contrast.FLAIR)
                        : List.of(Contrast.T1, Contrast.T2, Contrast.FLAIR);
                String name = "phantom-%03d-%d".formatted(patient, visit);
                writeStudy(folder.resolve(name), new PhantomStudy(anatomy, chance.split()), contrasts);
                index.add(entry(name, "patient-%03d".formatted(patient), contrasts));
            }
        }
        Files.writeString(folder.resolve("project.json"), PROJECT);
        Files.writeString(folder.resolve("index.json"), "[\n" + String.join(",\n", index) + "\n]\n");
    }

    private static void writeStudy(Path folder, PhantomStudy study, List<Contrast> contrasts) throws IOException {
        Files.createDirectories(folder);
        for (Contrast contrast : Contrast.values()) {
            Volume image = study.image(contrast);
            if (contrasts.contains(contrast)) {
                Nifti.write(folder.resolve(contrast + ".nii.gz"), image, NiftiType.INT16);
            }
        }
        Nifti.write(folder.resolve("labels.nii.gz"), study.labels(), NiftiType.UINT8);
    }

    private static String entry(String study, String patient, List<Contrast> contrasts) {
        String names = contrasts.stream().map("\"%s\""::formatted).collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT, "{\"subject\": \"%s\", \"patient\": \"%s\", \"contrasts\": [%s]}", study, patient, names);
    }
}
