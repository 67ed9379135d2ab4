package io.scanloop.trials;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;

/**
 * Studies in a folder as the command line takes them: {@code <study>/{<CONTRAST>.nii.gz, labels.nii.gz}} and an
 * {@code index.json} that names patients.
 *
 * @param classes values that the segmentations may have, from 1
 */
record Cohort(List<Study> studies, int classes) {
    static final List<String> CONTRASTS = List.of("T1", "T2", "FLAIR");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * What is sent of one study.
     *
     * @param images at least one, by contrast
     * @param labels one segmentation or none
     */
    record Study(String patient, String name, SortedMap<String, Path> images, List<Path> labels) {}

    long patients() {
        return studies.stream().map(Study::patient).distinct().count();
    }

    /** Reads a folder; a study without an entry in the index is left out. */
    static Cohort read(Path folder, int classes) throws IOException {
        var studies = new ArrayList<Study>();
        for (var entry : MAPPER.readTree(folder.resolve("index.json").toFile())) {
            var name = entry.path("subject").asText();
            Map<String, Path> files;
            try (var list = Files.list(folder.resolve(name))) {
                files = list.collect(Collectors.toMap(
                        file -> file.getFileName().toString().replaceAll("\\.nii(\\.gz)?$", ""), file -> file));
            }
            var labels = files.remove("labels");
            studies.add(new Study(
                    entry.path("patient").asText(),
                    name,
                    new TreeMap<>(files),
                    labels == null ? List.of() : List.of(labels)));
        }
        return new Cohort(studies, classes);
    }

    /**
     * Makes a cohort of volumes from 20 KB to 1 MB: a third of the studies have all contrasts, every second one is
     * labeled.
     */
    static Cohort generate(Path folder, int patients, int studiesPerPatient, long seed) throws IOException {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        var index = MAPPER.createArrayNode();
        for (int patient = 0; patient < patients; patient++) {
            for (int i = 0; i < studiesPerPatient; i++) {
                var name = "study-%d-%d".formatted(patient, i);
                write(folder.resolve(name), i, random);
                index.addObject().put("subject", name).put("patient", "patient-" + patient);
            }
        }
        MAPPER.writeValue(folder.resolve("index.json").toFile(), index);
        return read(folder, 2);
    }

    private static void write(Path folder, int number, RandomGenerator random) throws IOException {
        Files.createDirectories(folder);
        int side = random.nextInt(22, 80);
        for (var contrast : CONTRASTS.subList(0, random.nextInt(1, 4))) {
            Files.write(folder.resolve(contrast + ".nii"), SyntheticVolume.image(side, random));
        }
        if (number % 2 == 0) {
            Files.write(folder.resolve("labels.nii"), SyntheticVolume.labels(side, 2, random));
        }
    }
}
