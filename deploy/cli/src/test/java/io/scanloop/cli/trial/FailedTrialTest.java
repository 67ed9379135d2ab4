package io.scanloop.cli.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Methods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trial of two methods, of which one learns at a rate that leaves the finite numbers. */
class FailedTrialTest {
    private static final Plan PLAN = Plans.with("'labels': [1], 'labelledSets': 2, 'finetuning': [5],"
            + " 'testPatients': ['p1'], 'voxelClassifier': false, "
            + Plans.primary("full", 1, 5, "'scratch'")
            + ", 'methods': [{'method': 'residual-unet', 'pretraining': {'iterations': 5}},"
            + " {'method': 'pix2rep', 'pretraining': {'iterations': 2}}]");

    @TempDir
    private Path folder;

    private final List<String> lines = new ArrayList<>();

    private Report run(List<TrialStudy> studies) throws IOException {
        var watch = new Watch() {
            @Override
            public void said(String line) {
                lines.add(line);
            }

            @Override
            public void live(String line) {}
        };
        return new Trial(PLAN, studies, folder.resolve("out"), Clock.of(null), watch, FailedTrialTest::method).run();
    }

    /** In the place of the residual U-Net a smaller network, which takes less of the test's time. */
    private static Method method(String id) {
        var pix2rep = Methods.named("pix2rep");
        return id.equals("residual-unet") ? new Wild(pix2rep) : pix2rep;
    }

    private static boolean isWild(Cell cell) {
        return cell.tried().startsWith("residual-unet");
    }

    @Test
    void aTrainingThatLeavesTheFiniteNumbersIsAResultAndTheOthersGoOn() throws IOException {
        var studies = Folder.written(folder.resolve("data"), 4);
        var cells = folder.resolve("out/cells.jsonl");

        var report = run(studies);

        assertThat(report.isComplete()).isTrue();
        assertThat(report.failures())
                .hasSize(4)
                .allSatisfy((cell, reason) -> assertThat(isWild(cell)).isTrue());
        assertThat(report.failures().entrySet())
                .allSatisfy(failure -> assertThat(failure.getValue())
                        .startsWith(
                                failure.getKey().arm() == Arm.FULL
                                        ? "its pre-training failed: the training left the finite numbers"
                                        : "the training left the finite numbers")
                        .contains("no finite loss or gradient"));
        assertThat(report.results())
                .hasSize(4)
                .allSatisfy((cell, result) -> assertThat(isWild(cell)).isFalse());
        assertThat(report.rows())
                .filteredOn(row -> row.comparison().arm() == Arm.FULL)
                .satisfiesExactly(
                        wild -> {
                            assertThat(wild.comparison().tried()).startsWith("residual-unet");
                            assertThat(wild.cells()).isZero();
                            assertThat(wild.toScratch()).isNull();
                        },
                        other -> assertThat(other.toScratch().values()).hasSize(2));
        assertThat(report.pretrained())
                .filteredOn(one -> one.standing().isFailed())
                .hasSize(1);
        assertThat(report.markdown())
                .contains("All cells are done; **4 cells failed**", "Failed: 4 cells came to nothing")
                .contains("| residual-unet tiny scratch, labels 1, set 1, 5 iterations | the training left");
        assertThat(report.toJson().path("failed")).hasSize(4);
        assertThat(Files.readAllLines(cells))
                .filteredOn(line -> line.contains("\"failure\":\"the training left"))
                .hasSize(2);
        assertThat(folder.resolve("out/report.md")).hasContent(report.markdown());

        // the same command tries nothing again
        var before = Files.readString(cells);
        lines.clear();
        var again = run(studies);

        assertThat(again.failures()).isEqualTo(report.failures());
        assertThat(lines).hasSize(1).first().asString().startsWith("8 of 8 cells are done");
        assertThat(cells).hasContent(before);
    }
}
