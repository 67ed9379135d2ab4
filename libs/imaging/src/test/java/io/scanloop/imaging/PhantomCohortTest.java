package io.scanloop.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhantomCohortTest {
    /** Of {@code phantom-001-1/T1.nii.gz} with seed 7, on every platform. */
    private static final String CONTENT = "98f92d53f96fe3f86b9585da5b11ea630983577293fc77a51073677a035469b2";

    @TempDir
    private Path folder;

    @Test
    void isTheSameForTheSameSeedEverywhere() throws IOException {
        PhantomCohort.write(folder, 1, 7);

        assertThat(facts("phantom-001-1/T1.nii.gz").contentSha256()).isEqualTo(CONTENT);
    }

    @Test
    void differsWithTheSeed() throws IOException {
        PhantomCohort.write(folder, 1, 8);

        assertThat(facts("phantom-001-1/T1.nii.gz").contentSha256()).isNotEqualTo(CONTENT);
    }

    @Test
    void beginsALargerCohortWithTheSmallerOne() throws IOException {
        PhantomCohort.write(folder.resolve("small"), 2, 3);
        PhantomCohort.write(folder.resolve("large"), 4, 3);

        assertThat(folder.resolve("large/phantom-002-1/labels.nii.gz"))
                .hasSameBinaryContentAs(folder.resolve("small/phantom-002-1/labels.nii.gz"));
        assertThat(folder.resolve("large/phantom-002-1/FLAIR.nii.gz"))
                .hasSameBinaryContentAs(folder.resolve("small/phantom-002-1/FLAIR.nii.gz"));
    }

    @Test
    void saysInItsIndexWhatItHolds() throws IOException {
        PhantomCohort.write(folder, 10, 2, 1);

        List<JsonNode> index = list(folder.resolve("index.json"));
        assertThat(index).hasSize(20);
        assertThat(index.get(3).get("patient").asText()).isEqualTo("patient-002");
        int withoutT2 = 0;
        for (JsonNode study : index) {
            List<String> contrasts = new ArrayList<>();
            study.get("contrasts").forEach(contrast -> contrasts.add(contrast.asText()));
            for (String contrast : new String[] {"T1", "T2", "FLAIR"}) {
                Path file = folder.resolve(study.get("subject").asText()).resolve(contrast + ".nii.gz");
                assertThat(Files.exists(file)).isEqualTo(contrasts.contains(contrast));
            }
            withoutT2 += contrasts.contains("T2") ? 0 : 1;
        }
        assertThat(withoutT2).isBetween(7, 9);
    }

    @Test
    void bringsItsProject() throws IOException {
        PhantomCohort.write(folder, 1, 1);

        JsonNode project =
                new ObjectMapper().readTree(folder.resolve("project.json").toFile());
        assertThat(project.get("classes")).hasSize(4);
        assertThat(project.get("contrasts")).hasSize(3);
        assertThat(project.get("spacing").get(0).asDouble())
                .isEqualTo(facts("phantom-001-1/T1.nii.gz").header().spacing()[0]);
    }

    @Test
    void labelsEveryClassInEveryStudy() throws IOException {
        PhantomCohort.write(folder, 6, 11);

        for (JsonNode study : list(folder.resolve("index.json"))) {
            var labels = facts(study.get("subject").asText() + "/labels.nii.gz").labels();
            assertThat(labels).containsOnlyKeys(0, 1, 2, 3, 4);
            assertThat(labels.values()).allMatch(voxels -> voxels > 10);
        }
    }

    @Test
    void isZeroOutsideTheHeadOnly() throws IOException {
        PhantomCohort.write(folder, 1, 5);
        Volume image = Nifti.read(folder.resolve("phantom-001-1/T1.nii.gz"), NiftiLimits.DEFAULT);
        Volume labels = Nifti.read(folder.resolve("phantom-001-1/labels.nii.gz"), NiftiLimits.DEFAULT);

        assertThat(image.at(0, 0, 0)).isZero();
        assertThat(image.at(24, 24, 24)).isPositive();
        for (int i = 0; i < image.voxels().length; i++) {
            assertThat(labels.voxels()[i] > 0 && image.voxels()[i] == 0).isFalse();
        }
    }

    /** Shapes tell patients apart: anatomy that is labelled alike overlaps more within a patient than between. */
    @Test
    void makesStudiesOfOnePatientAlike() throws IOException {
        PhantomCohort.write(folder, 4, 2, 21);

        for (int patient = 1; patient <= 4; patient++) {
            Volume study = labels(patient, 1);
            double same = overlap(study, labels(patient, 2));
            for (int other = 1; other <= 4; other++) {
                if (other != patient) {
                    assertThat(same).isGreaterThan(overlap(study, labels(other, 1)));
                }
            }
        }
    }

    @Test
    void needsAPatient() {
        assertThatThrownBy(() -> PhantomCohort.write(folder, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private Volume labels(int patient, int visit) throws IOException {
        return Nifti.read(
                folder.resolve("phantom-%03d-%d/labels.nii.gz".formatted(patient, visit)), NiftiLimits.DEFAULT);
    }

    /** Dice of the three organs taken together. */
    private static double overlap(Volume left, Volume right) {
        int both = 0;
        int sum = 0;
        for (int i = 0; i < left.voxels().length; i++) {
            boolean inLeft = left.voxels()[i] > 0 && left.voxels()[i] < 4;
            boolean inRight = right.voxels()[i] > 0 && right.voxels()[i] < 4;
            both += inLeft && left.voxels()[i] == right.voxels()[i] ? 1 : 0;
            sum += (inLeft ? 1 : 0) + (inRight ? 1 : 0);
        }
        return 2.0 * both / sum;
    }

    private VolumeFacts facts(String name) throws IOException {
        return VolumeFacts.scan(folder.resolve(name), NiftiLimits.DEFAULT);
    }

    private static List<JsonNode> list(Path json) throws IOException {
        List<JsonNode> list = new ArrayList<>();
        new ObjectMapper().readTree(json.toFile()).forEach(list::add);
        return list;
    }
}
