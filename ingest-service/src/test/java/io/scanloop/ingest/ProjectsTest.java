package io.scanloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.events.ProjectConfigured;
import io.scanloop.ingest.Receipt.Outcome;
import io.scanloop.storage.layout.Budget;
import io.scanloop.storage.layout.Contender;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.Finetuning;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.storage.layout.SegmentedClass;
import io.scanloop.storage.layout.Triggers;
import io.scanloop.workflow.dispatch.Budgets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectsTest {
    @TempDir
    Path folder;

    private Projects projects;
    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
        projects = bench.ingest.projects();
    }

    @Test
    void theSameConfigurationAgainIsTheSameVersion() {
        assertThat(projects.configure(Bench.PROJECT, Bench.TASK, "tester").outcome())
                .isEqualTo(Outcome.UNCHANGED);
        assertThat(projects.current(Bench.PROJECT).version()).isEqualTo(1);
        assertThat(bench.announced(ProjectConfigured.class)).hasSize(1);
    }

    @Test
    void onlyAnotherTaskBeginsAGeneration() {
        var otherPreset = task(Bench.TASK.contrasts(), "paper");
        var otherContrasts = task(List.of("T1"), "paper");

        assertThat(projects.configure(Bench.PROJECT, otherPreset, "tester")
                        .document()
                        .generation())
                .isEqualTo(1);
        var changed =
                projects.configure(Bench.PROJECT, otherContrasts, "tester").document();

        assertThat(changed.generation()).isEqualTo(2);
        assertThat(changed.version()).isEqualTo(3);
        assertThat(projects.version(Bench.PROJECT, 2))
                .hasValueSatisfying(v -> assertThat(v.configuration()).isEqualTo(otherPreset));
    }

    @Test
    void allFaultsAreNamedAtOnce() {
        var faulty = new ProjectConfiguration(
                List.of(new SegmentedClass(0, "a"), new SegmentedClass(0, "a")),
                List.of("T1", "T1"),
                List.of(1.0, -1.0),
                "magic",
                "huge",
                new Triggers(null, null, "every day", null, null, null),
                null,
                new Budget(0, null, null),
                null);

        assertThatThrownBy(() -> projects.configure("other", faulty, "tester"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().reasons())
                                .extracting("code")
                                .containsExactly(
                                        "bad-classes",
                                        "bad-class-names",
                                        "bad-contrasts",
                                        "bad-spacing",
                                        "bad-method",
                                        "bad-preset",
                                        "bad-triggers",
                                        "bad-budget"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "magic | tiny | bad-method | expected \"method\": one of [amae, amae-zero-filled, missu, pix2rep,"
                        + " residual-unet, smit, swin-unetr, swin-unetr-legacy], got magic",
                "smit | huge | bad-preset | expected \"preset\" of smit: one of [paper, small, tiny], got huge",
            })
    void aMethodOrPresetThatIsNoneIsToldTheChoices(String method, String preset, String code, String message) {
        var task = Bench.TASK;
        var faulty = new ProjectConfiguration(
                task.classes(), task.contrasts(), task.spacing(), method, preset, null, null, null, null);

        assertThatThrownBy(() -> projects.configure("other", faulty, "tester"))
                .isInstanceOfSatisfying(RefusedException.class, e -> {
                    assertThat(e.refusal().kind()).isEqualTo(Refusal.Kind.INVALID);
                    assertThat(e.refusal().reasons()).singleElement().satisfies(reason -> {
                        assertThat(reason.code()).isEqualTo(code);
                        assertThat(reason.message()).isEqualTo(message);
                    });
                });
    }

    @Test
    void everyMethodTrainsUnderEveryPreset() {
        for (var method : Budgets.methods()) {
            for (var preset : List.of("tiny", "small", "paper")) {
                var task = Bench.TASK;
                var configuration = new ProjectConfiguration(
                        task.classes(), task.contrasts(), task.spacing(), method, preset, null, null, null, null);

                assertThat(projects.configure("other", configuration, "tester")
                                .document()
                                .configuration())
                        .isEqualTo(configuration);
            }
        }
    }

    @Test
    void aConfigurationThatSaysNothingOfFineTuningIsWrittenAsEver() {
        assertThat(new String(Documents.write(Bench.TASK), StandardCharsets.UTF_8))
                .endsWith("\"minimumPatients\":{\"train\":3,\"validation\":1,\"test\":3}}");
        assertThat(projects.configure(Bench.PROJECT, Bench.TASK.with(Finetuning.DEFAULT), "tester")
                        .outcome())
                .isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void howItFineTunesIsKeptAndReadAgain() {
        var probe = Bench.TASK.with(new Finetuning("linear-probe", 0.75, 0.999));

        projects.configure(Bench.PROJECT, probe, "tester");

        assertThat(projects.version(Bench.PROJECT, 2))
                .hasValueSatisfying(v -> assertThat(v.configuration()).isEqualTo(probe));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "amae |fullest     |    |    |bad-regime     |scratch, full, linear-probe, encoder-only, warm-up, sawtooth",
                "amae |random-probe|    |    |bad-regime     |linear-probe",
                "missu|warm-up     |    |    |bad-regime     |missu has no pre-training",
                "amae |            |0   |    |bad-layer-decay|above 0, at most 1",
                "amae |scratch     |0.75|    |bad-layer-decay|starts from a pre-training",
                "amae |full        |    |1   |bad-average    |below 1",
            })
    void aFineTuningThatCannotBeIsRefused(
            String method, String regime, Double decay, Double average, String code, String expected) {
        var faulty = new ProjectConfiguration(
                        Bench.TASK.classes(),
                        Bench.TASK.contrasts(),
                        Bench.TASK.spacing(),
                        method,
                        null,
                        null,
                        null,
                        null,
                        null)
                .with(new Finetuning(regime, decay, average));

        assertRefused(faulty, code, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "amae   |            |   |where the method has one, got amae",
                "pix2rep|linear-probe|   |where the whole network learns",
                "pix2rep|            |0.9|an average itself, got both",
            })
    void aTeacherThatCannotBeIsRefused(String method, String regime, Double average, String expected) {
        var faulty = Bench.TASK.as(new Contender(method, "tiny")).with(new Finetuning(regime, null, average).taught());

        assertRefused(faulty, "bad-teacher", expected);
    }

    @Test
    void aTeacherIsKeptAndReadAgain() {
        var taught = Bench.TASK.as(new Contender("pix2rep", "tiny")).with(Finetuning.DEFAULT.taught());

        projects.configure(Bench.PROJECT, taught, "tester");

        assertThat(projects.version(Bench.PROJECT, 2))
                .hasValueSatisfying(v -> assertThat(v.configuration()).isEqualTo(taught));
    }

    @Test
    void methodsThatAreComparedAreKeptAndReadAgain() {
        var compared = Bench.TASK.comparedWith(List.of(new Contender("missu", null), new Contender("smit", "small")));

        projects.configure(Bench.PROJECT, compared, "tester");

        assertThat(projects.version(Bench.PROJECT, 2)).hasValueSatisfying(v -> {
            assertThat(v.configuration()).isEqualTo(compared);
            assertThat(v.configuration().contenders())
                    .extracting(Contender::words)
                    .containsExactly("amae tiny", "missu tiny", "smit small");
        });
        assertThat(new String(Documents.write(compared), StandardCharsets.UTF_8))
                .endsWith("\"comparedWith\":[{\"method\":\"missu\",\"preset\":\"tiny\"},"
                        + "{\"method\":\"smit\",\"preset\":\"small\"}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "amae   |tiny|            |    |bad-comparison |each once, and not the project's own, got [amae tiny]",
                "magic  |tiny|            |    |bad-method     |one of [amae, amae-zero-filled, missu",
                "pix2rep|huge|            |    |bad-preset     |\"preset\" of pix2rep",
                "missu  |tiny|full        |    |bad-regime     |missu has no pre-training",
                "pix2rep|tiny|            |swin|bad-encoder    |where one method trains",
            })
    void aComparisonThatCannotBeIsRefused(
            String method, String preset, String regime, String encoder, String code, String expected) {
        var faulty = Bench.TASK
                .with(new Finetuning(regime, null, null, encoder, null))
                .comparedWith(List.of(new Contender(method, preset)));

        assertRefused(faulty, code, expected);
    }

    @Test
    void anUnknownProjectIsSaidToBe() {
        assertThatThrownBy(() -> projects.current("nowhere"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().kind()).isEqualTo(Refusal.Kind.UNKNOWN));
        assertThatThrownBy(() -> projects.current("../../etc"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo("bad-project-name"));
    }

    /** For one reason. */
    private void assertRefused(ProjectConfiguration faulty, String code, String expected) {
        assertThatThrownBy(() -> projects.configure("other", faulty, "tester"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().reasons()).singleElement().satisfies(reason -> {
                            assertThat(reason.code()).isEqualTo(code);
                            assertThat(reason.message()).contains(expected);
                        }));
    }

    private static ProjectConfiguration task(List<String> contrasts, String preset) {
        return new ProjectConfiguration(
                Bench.TASK.classes(), contrasts, Bench.TASK.spacing(), null, preset, null, null, null, null);
    }
}
