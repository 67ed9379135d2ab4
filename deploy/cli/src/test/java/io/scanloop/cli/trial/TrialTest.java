package io.scanloop.cli.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole trial on made-up studies, of so few iterations that nobody learns anything. */
class TrialTest {
    private static final Plan PLAN =
            Plans.with("'labels': [1], 'labelledSets': 2, 'finetuning': [2], 'testPatients': ['p1'], 'average': 0.99, "
                    + Plans.primary("full", 1, 2, "'scratch'")
                    + ", 'methods': [{'method': 'pix2rep', 'pretraining': {'iterations': 4}}]");

    @TempDir
    private Path folder;

    /** Keeps what is said; dies, as a process does, after so many cells. */
    private static final class Witness implements Watch {
        private final List<String> lines = new ArrayList<>();
        private final int cells;

        Witness(int cells) {
            this.cells = cells;
        }

        @Override
        public void said(String line) {
            lines.add(line);
            if (done() >= cells) {
                throw new IllegalStateException("killed");
            }
        }

        @Override
        public void live(String line) {}

        private long done() {
            return lines.stream().filter(line -> line.contains("cells missing")).count();
        }
    }

    /** Each look at the clock takes a tenth of a second. */
    private static Clock ticking(Duration budget) {
        var now = new AtomicLong();
        return new Clock(budget, () -> now.getAndAdd(100_000_000));
    }

    private static Report run(List<TrialStudy> studies, Path output, Clock clock, Watch watch) throws IOException {
        return new Trial(PLAN, studies, output, clock, watch).run();
    }

    private static List<Path> weights(Path output) throws IOException {
        try (Stream<Path> files = Files.walk(output.resolve("pretrainings"))) {
            return files.filter(file -> file.endsWith("weights/weights-0.safetensors"))
                    .toList();
        }
    }

    @Test
    void oneThatIsStoppedSavesWhatIsBegun() throws IOException {
        var studies = Folder.written(folder.resolve("data"), 4);
        var clock = Clock.of(null);
        var stopping = new Watch() {
            @Override
            public void said(String line) {}

            @Override
            public void live(String line) {
                if (line.startsWith("pre-training")) {
                    clock.stop();
                }
            }
        };

        var report = run(studies, folder.resolve("stopped"), clock, stopping);

        assertThat(report.isComplete()).isFalse();
        assertThat(report.pretrained())
                .singleElement()
                .satisfies(one -> assertThat(one.standing().iterations()).isEqualTo(1));
    }

    @Test
    void aTrialThatEndedThreeTimesComesToWhatOneInOneGoDoes() throws IOException {
        var studies = Folder.written(folder.resolve("data"), 4);
        var straight = folder.resolve("straight");
        var broken = folder.resolve("broken");

        // the time is up in the middle of the pre-training
        var first = run(studies, broken, ticking(Duration.ofSeconds(1)), new Witness(99));
        assertThat(first.isComplete()).isFalse();
        assertThat(first.results()).isEmpty();
        assertThat(first.pretrained())
                .singleElement()
                .satisfies(one -> assertThat(one.standing().iterations()).isBetween(1, 3));
        assertThat(first.markdown())
                .contains("**Not complete**: 6 cells are missing", "Missing; the same command goes on");
        // then the process dies after two cells, in the middle of a line
        assertThatThrownBy(() -> run(studies, broken, Clock.of(null), new Witness(2)))
                .hasMessage("killed");
        Files.writeString(broken.resolve("cells.jsonl"), "{\"key\":\"ab", StandardOpenOption.APPEND);
        // then no time at all is given
        var third = run(studies, broken, Clock.of(Duration.ZERO), new Witness(99));
        assertThat(third.results()).hasSize(2);
        // earlier versions left the optimiser's state beside the weights
        for (var file : weights(broken)) {
            Files.writeString(file.resolveSibling("optimizer-0.safetensors"), "not to be read");
        }

        var resumed = run(studies, broken, Clock.of(null), new Witness(99));
        var whole = run(studies, straight, Clock.of(null), new Witness(99));

        assertThat(resumed.isComplete()).isTrue();
        assertThat(resumed.results()).hasSize(6).hasSameSizeAs(whole.results());
        assertThat(broken.resolve("dice.csv")).hasSameTextualContentAs(straight.resolve("dice.csv"));
        assertThat(weights(broken)).hasSize(1);
        assertThat(weights(straight).get(0).getParent()).isDirectoryNotContaining("glob:**optimizer*");
        assertThat(weights(broken).get(0))
                .hasSameBinaryContentAs(weights(straight).get(0));
        assertThat(resumed.rows())
                .extracting(Row::dice)
                .isEqualTo(whole.rows().stream().map(Row::dice).toList());
        assertThat(resumed.rows())
                .filteredOn(row -> row.comparison().arm() == Arm.FULL)
                .singleElement()
                .satisfies(row -> assertThat(row.toScratch().values()).hasSize(2));
        assertThat(resumed.markdown())
                .contains(
                        "All cells are done", "| pix2rep tiny | 2-D slices, one contrast | 1 | 2 | full | 2 | 2 of 2 |")
                .contains("| voxel-classifier | voxels and places | 1 |");
        assertThat(straight.resolve("scratch")).doesNotExist();
        for (var plot : List.of("dice-pix2rep-tiny.png", "differences-pix2rep-tiny.png")) {
            assertThat(ImageIO.read(straight.resolve(plot).toFile()).getWidth()).isPositive();
        }

        // a wider plan keeps what is done
        var wider = Plans.with(
                "'labels': [1], 'labelledSets': 3, 'finetuning': [2, 3], 'testPatients': ['p1'], 'average': 0.99, "
                        + Plans.primary("full", 1, 2, "'scratch'")
                        + ", 'methods': [{'method': 'pix2rep', 'pretraining': {'iterations': 4, 'seeds': [1, 2]}}]");
        assertThat(new Trial(wider, studies, straight, Clock.of(Duration.ZERO), new Witness(99))
                        .run()
                        .results())
                .hasSize(6);

        // results of another setting are not taken, and that is said
        var other = Plans.with("'labels': [1], 'finetuning': [2], 'testPatients': ['p1'], 'seed': 2, "
                + Plans.primary("full", 1, 2, "'scratch'")
                + ", 'methods': [{'method': 'pix2rep', 'pretraining': {'iterations': 4}}]");
        var witness = new Witness(99);
        assertThat(new Trial(other, studies, straight, Clock.of(Duration.ZERO), witness)
                        .run()
                        .results())
                .isEmpty();
        assertThat(witness.lines).anyMatch(line -> line.contains("none of the 6 results in"));
    }

    @Test
    void aMeanTeacherIsJudgedInThePlaceOfItsStudent() throws IOException {
        var studies = Folder.written(folder.resolve("data"), 3);
        var plan = Plans.with("'labels': [1], 'labelledSets': 1, 'finetuning': [3], 'testPatients': ['p1'],"
                + " 'voxelClassifier': false, " + Plans.primary("mean-teacher", 1, 3, "'scratch'")
                + ", 'methods': [{'method': 'pix2rep', 'arms': ['mean-teacher', 'scratch-mean-teacher'],"
                + " 'pretraining': {'iterations': 2}}]");

        var report = new Trial(plan, studies, folder.resolve("taught"), Clock.of(null), new Witness(99)).run();

        assertThat(report.isComplete()).isTrue();
        assertThat(report.failures()).isEmpty();
        assertThat(report.markdown())
                .contains("| mean-teacher |", "| scratch-mean-teacher |")
                .as("one pair has no p, and none is to come")
                .doesNotContain("not yet");
        var losses = report.results().values().stream().map(CellResult::loss).distinct();
        assertThat(losses).as("no arm is another one's").hasSize(3);
        assertThatThrownBy(() -> new Trial(
                        Plans.with("'testPatients': ['p1'], 'labels': [1],"
                                + " 'methods': [{'method': 'missu', 'arms': ['scratch-mean-teacher']}], "
                                + Plans.primary("scratch-mean-teacher", 1, 200, "'scratch'")),
                        studies,
                        folder.resolve("none"),
                        Clock.of(null),
                        new Witness(99)))
                .hasMessageContaining("missu has no mean teacher: leave out its arm scratch-mean-teacher");
    }

    /** No run has the time for a whole cell. */
    @Test
    void aCellLongerThanTheBudgetIsFinishedInSeveralRuns() throws IOException {
        var plan = Plans.with("'labels': [1], 'labelledSets': 1, 'finetuning': [6], 'testPatients': ['p1'],"
                + " 'voxelClassifier': false, 'methods': [{'method': 'pix2rep', 'arms': ['scratch']}]");
        var studies = Folder.written(folder.resolve("data"), 3);
        var straight = folder.resolve("straight");
        var broken = folder.resolve("broken");
        var whole = new Trial(plan, studies, straight, Clock.of(null), new Witness(99)).run();

        int runs = 0;
        Report report;
        do {
            report = new Trial(plan, studies, broken, ticking(Duration.ofMillis(1000)), new Witness(99)).run();
            runs++;
            if (!report.isComplete()) {
                assertThat(broken.resolve("finetunings")).isNotEmptyDirectory();
            }
        } while (!report.isComplete() && runs < 20);

        assertThat(runs).isGreaterThan(1);
        assertThat(report.isComplete()).isTrue();
        assertThat(report.results().values())
                .extracting(CellResult::loss)
                .isEqualTo(
                        whole.results().values().stream().map(CellResult::loss).toList());
        assertThat(broken.resolve("dice.csv")).hasSameTextualContentAs(straight.resolve("dice.csv"));
        assertThat(broken.resolve("finetunings")).isEmptyDirectory();
    }

    @Test
    void voxelsAreThoseOfAStudyThatIsTrainedOn() throws IOException {
        var studies = Folder.written(folder.resolve("data"), 4, 2); // p1, whom it is judged on, has others

        var report = run(studies, folder.resolve("out"), Clock.of(Duration.ZERO), new Witness(99));

        assertThat(report.sides().testPatients()).containsExactly("p1");
        assertThat(report.task().spacing()).containsExactly(3.0, 3.0, 3.0);
    }

    /** Its features are intensity and place: of two boxes that differ in both it finds each. */
    @Test
    void theVoxelClassifierFindsWhatIntensityAndPlaceTell() throws IOException {
        var plan = Plans.with("'labels': [2], 'labelledSets': 1, 'finetuning': [1000000], 'testPatients': ['p1'],"
                + " 'methods': [{'method': 'missu'}]");
        var studies = Folder.written(folder.resolve("data"), 4);

        var report =
                new Trial(plan, studies, folder.resolve("out"), ticking(Duration.ofSeconds(8)), new Witness(99)).run();

        assertThat(report.results()).hasSize(1);
        assertThat(report.rows())
                .filteredOn(row -> row.comparison().method() == null)
                .singleElement()
                .satisfies(row -> assertThat(row.dice()).isGreaterThan(0.8));
    }
}
