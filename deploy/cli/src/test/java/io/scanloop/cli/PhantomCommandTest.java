package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhantomCommandTest {
    @TempDir
    Path folder;

    private final Screen screen = new Screen();

    @Test
    void writesACohortThatCanBeUploaded() {
        var exit = phantom("new", "--patients", "2", "--studies", "2", "--seed", "7", "--json");

        assertThat(exit).isZero();
        assertThat(screen.json().path("studies").asInt()).isEqualTo(4);
        var cohort = Cohort.read(folder.resolve("new"));
        assertThat(cohort.studies()).hasSize(4);
        assertThat(cohort.patients()).isEqualTo(2);
        assertThat(cohort.refused()).isEmpty();
        assertThat(folder.resolve("new/project.json")).exists();
    }

    @Test
    void theSameSeedGivesTheSameFiles() {
        phantom("one", "--patients", "1", "--seed", "7");
        phantom("other", "--patients", "1", "--seed", "7");

        var one = Cohort.read(folder.resolve("one")).studies().get(0).contrasts();
        var other = Cohort.read(folder.resolve("other")).studies().get(0).contrasts();
        assertThat(one.get("T1")).hasSameBinaryContentAs(other.get("T1"));
    }

    @Test
    void aFolderThatHoldsSomethingIsLeftAloneUnlessForced() throws IOException {
        Files.createFile(Files.createDirectory(folder.resolve("full")).resolve("thesis.tex"));

        assertThat(phantom("full", "--patients", "1")).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("holds something already");
        assertThat(phantom("full", "--patients", "1", "--force")).isZero();
    }

    @Test
    void aCohortOfNobodyIsAUsageError() {
        assertThat(phantom("none", "--patients", "0")).isEqualTo(ExitStatus.USAGE.code());
    }

    private int phantom(String name, String... options) {
        var arguments = new String[options.length + 2];
        arguments[0] = "phantom";
        arguments[1] = folder.resolve(name).toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        return screen.run((Object[]) arguments);
    }
}
