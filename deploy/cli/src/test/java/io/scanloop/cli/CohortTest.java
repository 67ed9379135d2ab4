package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CohortTest {
    @TempDir
    Path folder;

    @Test
    void takesContrastsFromTheNamesOfTheFiles() throws IOException {
        files("s1", "T1.nii.gz", "FLAIR.nii", "labels.nii.gz", "notes.txt", ".hidden.nii");

        var study = Cohort.read(folder).studies().get(0);

        assertThat(study.contrasts()).containsOnlyKeys("FLAIR", "T1");
        assertThat(study.labels()).hasFileName("labels.nii.gz");
    }

    @Test
    void countsEachFolderAsAPatientWhenNoIndexNamesThem() throws IOException {
        files("s1", "T1.nii");
        files("s2", "T1.nii");

        var cohort = Cohort.read(folder);

        assertThat(cohort.namesPatients()).isFalse();
        assertThat(cohort.patients()).isEqualTo(2);
    }

    @Test
    void theIndexNamesPatientsSidesAndAttributes() throws IOException {
        files("s1", "T1.nii");
        files("s2", "T1.nii");
        index("""
                [{"subject": "s1", "patient": "anna", "split": "test", "attributes": {"sex": "F"}},
                 {"subject": "s2", "patient": "anna"}]""");

        var cohort = Cohort.read(folder);

        assertThat(cohort.patients()).isEqualTo(1);
        assertThat(cohort.studies().get(0).document()).hasToString("""
                        {"patient":"anna","study":"s1","attributes":{"sex":"F"},"split":"test"}""");
    }

    @Test
    void refusesAFolderWhosePatientTheIndexDoesNotName() throws IOException {
        files("s1", "T1.nii");
        files("s2", "T1.nii");
        index("[{\"subject\": \"s1\", \"patient\": \"anna\"}]");

        var cohort = Cohort.read(folder);

        assertThat(cohort.studies()).extracting(StudyFolder::name).containsExactly("s1");
        assertThat(cohort.refused().get("s2").code()).isEqualTo("patient-unknown");
    }

    @Test
    void refusesAStudyThatLacksAContrastOfTheIndex() throws IOException {
        files("s1", "T1.nii");
        index("[{\"subject\": \"s1\", \"patient\": \"anna\", \"contrasts\": [\"T1\", \"T2\"]}]");

        assertThat(Cohort.read(folder).refused().get("s1").code()).isEqualTo("contrast-file-missing");
    }

    @Test
    void sendsOnlyTheContrastsThatTheIndexLists() throws IOException {
        files("s1", "T1.nii", "scout.nii");
        index("[{\"subject\": \"s1\", \"patient\": \"anna\", \"contrasts\": [\"T1\"]}]");

        assertThat(Cohort.read(folder).studies().get(0).contrasts()).containsOnlyKeys("T1");
    }

    @Test
    void refusesAContrastThatIsThereTwice() throws IOException {
        files("s1", "T1.nii", "T1.nii.gz");

        assertThat(Cohort.read(folder).refused().get("s1").code()).isEqualTo("contrast-twice");
    }

    @Test
    void refusesLabelsWithoutAVolume() throws IOException {
        files("s1", "labels.nii.gz");

        assertThat(Cohort.read(folder).refused().get("s1").code()).isEqualTo("no-volume");
    }

    @Test
    void aFolderOfVolumesIsNoFolderOfStudies() throws IOException {
        Files.createFile(folder.resolve("T1.nii"));

        assertThatThrownBy(() -> Cohort.read(folder)).hasMessageContaining("holds no studies");
    }

    @Test
    void anIndexCannotPointOutsideTheFolder() throws IOException {
        files("s1", "T1.nii");
        index("[{\"subject\": \"../other\", \"patient\": \"anna\"}]");

        assertThatThrownBy(() -> Cohort.read(folder)).isInstanceOf(ProblemException.class);
    }

    @Test
    void saysWhereAnIndexIsNotJson() throws IOException {
        files("s1", "T1.nii");
        index("[{\n\"subject\" \"s1\"}]");

        assertThatThrownBy(() -> Cohort.read(folder))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().actual()).contains("line 2"));
    }

    private void files(String study, String... names) throws IOException {
        Files.createDirectory(folder.resolve(study));
        for (var name : names) {
            Files.createFile(folder.resolve(study).resolve(name));
        }
    }

    private void index(String json) throws IOException {
        Files.writeString(folder.resolve("index.json"), json);
    }
}
