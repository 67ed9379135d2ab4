package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.imaging.PhantomCohort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialCommandTest {
    private static final String PLAN = """
            {"contrasts": ["T1"], "classes": [1, 2, 3, 4], "labels": [1, "all"], "labelledSets": 2, "testPatients": 1,
             "primary": {"arm": "full", "labels": 1, "finetuning": 200, "against": ["scratch"]},
             "methods": [{"method": "amae", "pretraining": {"iterations": 5}}]}
            """;

    @TempDir
    private Path folder;

    private final Screen screen = new Screen();

    private int run(String plan, String... more) throws IOException {
        var file = Files.writeString(folder.resolve("plan.json"), plan);
        var arguments = new Object[6 + more.length];
        System.arraycopy(
                new Object[] {"trial", file, "--data", folder.resolve("data"), "--output", folder.resolve("out")},
                0,
                arguments,
                0,
                6);
        System.arraycopy(more, 0, arguments, 6, more.length);
        return screen.run(arguments);
    }

    @Test
    void withoutTimeItSaysWhatThereIsToDoAndHowLongItTakes() throws IOException {
        PhantomCohort.write(folder.resolve("data"), 3, 1);

        int exit = run(PLAN, "--budget", "0s", "--json");

        assertThat(exit).isZero();
        var report = screen.json();
        assertThat(report.path("complete").asBoolean(true)).isFalse();
        assertThat(report.path("testPatients")).hasSize(1);
        // two sets of one patient, one of all: for each the voxel classifier, scratch and full
        assertThat(report.path("missing")).hasSize(6);
        assertThat(report.path("missing").findValues("cells").stream()
                        .mapToInt(cells -> cells.asInt())
                        .sum())
                .isEqualTo(9);
        assertThat(report.path("missingSeconds").asDouble()).isPositive();
        assertThat(folder.resolve("out/report.md")).content().contains("All labelled patients are one set");
        assertThat(folder.resolve("out/report.md")).content().contains("**Not complete**: 9 cells are missing");
        assertThat(folder.resolve("out/table.csv")).content().contains("amae,tiny,full,all,200,0,0,");
    }

    @Test
    void aFolderThatNamesNoPatientsIsRefusedUnlessEachStudyIsSaidToBeOne() throws IOException {
        PhantomCohort.write(folder.resolve("data"), 3, 1);
        Files.delete(folder.resolve("data/index.json"));

        assertThat(run(PLAN, "--budget", "0s")).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("has no index.json");
        assertThat(folder.resolve("out")).doesNotExist();

        assertThat(run(PLAN, "--budget", "0s", "--each-study-a-patient")).isZero();
        assertThat(folder.resolve("out/report.md")).content().contains("each study was taken for another patient");
    }

    @Test
    void whatIsWrongWithAPlanOrAFolderIsSaid() throws IOException {
        PhantomCohort.write(folder.resolve("data"), 2, 1);

        assertThat(run(PLAN.replace("\"labels\"", "\"lables\""))).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("a plan has no key \"lables\"");
        assertThat(run(PLAN.replace("\"T1\"", "\"PET\""))).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("needs labelled studies with one of [PET]");
        assertThat(folder.resolve("out/cells.jsonl")).doesNotExist();
    }
}
