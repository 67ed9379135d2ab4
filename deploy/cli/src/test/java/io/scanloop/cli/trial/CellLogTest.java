package io.scanloop.cli.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellLogTest {
    @TempDir
    private Path folder;

    private static Cell cell(int set) {
        return new Cell(null, Arm.SCRATCH, 1, set, List.of(Folder.imagined("p1", "a")), null, 0);
    }

    private static CellResult result(int set) {
        var byClass = new TreeMap<>(Map.of(1, 0.25, 8, Double.NaN));
        return new CellResult(
                cell(set).key("s"),
                3,
                Double.NaN,
                1.5,
                2.5,
                Map.of(CellResult.Weights.RAW, List.of(new CellResult.StudyDice("x", "p", byClass))));
    }

    @Test
    void resultsAreThereAfterwardsAsTheyWere() throws IOException {
        try (var log = CellLog.open(folder.resolve("cells.jsonl"))) {
            log.add(cell(0), result(0));
            log.add(cell(1), result(1));
        }

        try (var log = CellLog.open(folder.resolve("cells.jsonl"))) {
            assertThat(log.results().values()).containsExactly(result(0), result(1));
        }
    }

    @Test
    void aLineThatWasHalfWrittenIsCutOff() throws IOException {
        var file = folder.resolve("cells.jsonl");
        try (var log = CellLog.open(file)) {
            log.add(cell(0), result(0));
        }
        var whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() / 2), StandardOpenOption.APPEND);

        try (var log = CellLog.open(file)) {
            assertThat(log.results()).hasSize(1);
            log.add(cell(1), result(1));
        }

        assertThat(Files.readAllLines(file)).hasSize(2).first().isEqualTo(whole.strip());
    }

    @Test
    void damageInTheMiddleIsSaid() throws IOException {
        var file = folder.resolve("cells.jsonl");
        Files.writeString(file, "{\"key\":\n{}\n");

        assertThatThrownBy(() -> CellLog.open(file)).hasMessageContaining("damaged at byte 0");
    }

    @Test
    void onlyOneHasItOpen() throws IOException {
        try (var log = CellLog.open(folder.resolve("cells.jsonl"))) {
            assertThat(log.results()).isEmpty();
            assertThatThrownBy(() -> CellLog.open(folder.resolve("cells.jsonl")))
                    .hasMessageContaining("another trial writes into");
        }
    }

    /** Opens the results in its argument and says whether that was granted. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws IOException {
            try (var log = CellLog.open(Path.of(arguments[0]))) {
                System.out.print("opened with " + log.results().size());
            } catch (IllegalArgumentException e) {
                System.out.print(e.getMessage());
            }
        }
    }

    private static String otherProcess(Path file) throws IOException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = process.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anotherProcessIsKeptOutUntilItIsClosed() throws IOException {
        var file = folder.resolve("cells.jsonl");
        try (var log = CellLog.open(file)) {
            log.add(cell(0), result(0));
            assertThat(Files.readAllLines(file)).hasSize(1); // who reads beside it takes nothing away

            assertThat(otherProcess(file)).contains("another trial writes into");
        }

        assertThat(otherProcess(file)).isEqualTo("opened with 1");
    }

    @Test
    void keysTellApartAllThatAResultDependsOn() {
        var tried = new Plan.Tried("pix2rep", "tiny", List.of(Arm.SCRATCH, Arm.FULL), 9, List.of(1L, 2L), 1);
        var slower = new Plan.Tried("pix2rep", "tiny", List.of(Arm.SCRATCH, Arm.FULL), 9, List.of(1L, 2L), 0.5);
        var studies = List.of(Folder.imagined("p1", "a"));
        var more = new Plan.Tried("pix2rep", "tiny", List.of(Arm.SCRATCH), 9, List.of(3L), 1);

        var keys = List.of(
                new Cell(tried, Arm.SCRATCH, 1, 0, studies, null, 5).key("s"),
                new Cell(tried, Arm.SCRATCH, 1, 0, studies, null, 6).key("s"),
                new Cell(tried, Arm.SCRATCH, 1, 1, studies, null, 5).key("s"),
                new Cell(tried, Arm.SCRATCH, 1, 0, List.of(Folder.imagined("p1", "b")), null, 5).key("s"),
                new Cell(tried, Arm.SCRATCH, 1, 0, studies, null, 5).key("other"),
                new Cell(tried, Arm.FULL, 1, 0, studies, new Cell.Pretraining(tried, 1), 5).key("s"),
                new Cell(tried, Arm.FULL, 1, 0, studies, new Cell.Pretraining(tried, 2), 5).key("s"),
                new Cell(slower, Arm.FULL, 1, 0, studies, new Cell.Pretraining(slower, 1), 5).key("s"));

        assertThat(keys).doesNotHaveDuplicates();
        // what else a plan compares is nothing to a cell
        assertThat(new Cell(more, Arm.SCRATCH, 1, 0, studies, null, 5).key("s")).isEqualTo(keys.get(0));
    }

    @Test
    void tokensTellFilesOfOneSizeAndPatientsApart() throws IOException {
        var image = Files.writeString(folder.resolve("T1.nii"), "abcd");
        var labels = Files.writeString(folder.resolve("labels.nii"), "0110");
        var contrasts = new TreeMap<>(Map.of("T1", image));
        var first = TrialStudy.read("s", "p", contrasts, labels, null).token();
        var other = TrialStudy.read("s", "q", contrasts, labels, null).token();
        Files.writeString(labels, "1001");
        var relabelled = TrialStudy.read("s", "p", contrasts, labels, null).token();
        Files.writeString(image, "abce");

        assertThat(List.of(
                        first,
                        other,
                        relabelled,
                        TrialStudy.read("s", "p", contrasts, labels, null).token()))
                .doesNotHaveDuplicates();
    }

    @Test
    void programsOfRegimesAndPresetsDiffer() {
        var programs = new Programs(new Task(List.of("T1"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny"));
        var more = new Programs(new Task(List.of("T1"), List.of(1, 2, 3), List.of(3.0, 3.0, 3.0), "tiny"));
        var tried = new Plan.Tried("pix2rep", "tiny", List.of(Arm.SCRATCH, Arm.FULL), 9, List.of(1L), 1);
        var scratch = new Cell(tried, Arm.SCRATCH, 1, 0, List.of(), null, 5);
        var probe = new Cell(tried, Arm.RANDOM_PROBE, 1, 0, List.of(), null, 5);

        assertThat(List.of(
                        programs.of(scratch),
                        programs.of(probe),
                        more.of(scratch),
                        programs.of(new Cell.Pretraining(tried, 1))))
                .doesNotHaveDuplicates();
        assertThat(programs.of(scratch))
                .isEqualTo(new Programs(new Task(List.of("T1"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny"))
                        .of(scratch));
    }

    /** A schedule is an object that each process makes anew: its values count, not which object it is. */
    @Test
    void programsAreKnownByTheValuesOfTheirSchedules() {
        var task = new Task(List.of("T1"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");
        var tried = new Plan.Tried("pix2rep", "tiny", List.of(Arm.SCRATCH, Arm.FULL), 9, List.of(1L), 1);
        var full = new Cell(tried, Arm.FULL, 1, 0, List.of(), new Cell.Pretraining(tried, 1), 5);

        var wild = new Programs(task, id -> new Wild(Methods.named(id))).of(full);

        assertThat(new Programs(task, id -> new Wild(Methods.named(id))).of(full))
                .isEqualTo(wild);
        assertThat(new Programs(task).of(full)).isNotEqualTo(wild);
    }
}
