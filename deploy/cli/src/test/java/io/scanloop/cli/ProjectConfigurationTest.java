package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectConfigurationTest {
    @TempDir
    Path folder;

    private final Screen screen = new Screen();

    @Test
    void takesContrastsClassesAndSpacingFromTheFiles() throws IOException {
        TinyVolume.write(folder.resolve("s1/T1.nii"), 1, 10, 20);
        TinyVolume.write(folder.resolve("s1/labels.nii"), 1, 0, 2);
        TinyVolume.write(folder.resolve("s2/T1.nii"), 2, 10, 20);
        TinyVolume.write(folder.resolve("s2/FLAIR.nii"), 4, 10, 20);
        TinyVolume.write(folder.resolve("s2/labels.nii"), 2, 7, 2);

        var configuration = ProjectConfiguration.infer(Cohort.read(folder), screen.console());

        assertThat(configuration).hasToString("""
                        {"classes":[{"value":2,"name":"class-2"},{"value":7,"name":"class-7"}],\
                        "contrasts":["FLAIR","T1"],"spacing":[2.0,2.0,2.0]}""");
        assertThat(ProjectConfiguration.inOneLine(configuration))
                .isEqualTo("contrasts FLAIR, T1; 2 classes; spacing 2 x 2 x 2 mm");
    }

    @Test
    void asksForAConfigurationWhereThereAreNoLabels() throws IOException {
        TinyVolume.write(folder.resolve("s1/T1.nii"), 1, 10, 20);

        assertThatThrownBy(() -> ProjectConfiguration.infer(Cohort.read(folder), screen.console()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().action()).contains("project.json"));
    }

    @Test
    void initWritesItIntoAFileToBeEdited() throws IOException {
        TinyVolume.write(folder.resolve("s1/T1.nii"), 1, 10, 20);
        TinyVolume.write(folder.resolve("s1/labels.nii"), 1, 0, 1);
        var file = folder.resolve("project.json");

        var exit = screen.run("project", "init", "liver", "--from", folder, "--write", file);
        var again = screen.run("project", "init", "liver", "--from", folder, "--write", file);

        assertThat(exit).isZero();
        assertThat(Json.parse(Files.readString(file))
                        .path("classes")
                        .get(0)
                        .path("name")
                        .asText())
                .isEqualTo("class-1");
        assertThat(again).isEqualTo(ExitStatus.REFUSED.code());
    }

    @ParameterizedTest
    @CsvSource({
        "/data/Brain Cohort (2),brain-cohort-2",
        "/data/liver/,liver",
        "/data/a_b.c,a-b-c",
        "/data/2026-Liver,liver"
    })
    void namesAProjectAfterItsFolder(Path path, String name) {
        assertThat(ProjectConfiguration.nameFrom(path)).isEqualTo(name);
    }
}
