package io.scanloop.cli.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.method.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two methods, two budgets of which the second is ten times the first; nothing is computed, all is taken as done. */
class AgendaTest {
    private static final double ENDLESS = Double.POSITIVE_INFINITY;

    @TempDir
    private Path folder;

    private final Plan plan = plan(100);
    private final Task task = new Task(List.of("T1"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");
    private final Programs programs = new Programs(task);
    private final Pace pace = new Pace(programs);
    private final Map<String, CellResult> results = new HashMap<>();
    private final List<Comparison> comparisons =
            Comparison.of(plan, Sides.of(plan, Folder.imagined(5, 1)), new ArrayList<>());
    private final Map<String, Cell> cells = Comparison.cells(comparisons, cell -> cell.key(""));

    /** @param primary the budget that the plan is made for */
    private static Plan plan(int primary) {
        return Plans.with("'labels': [1], 'labelledSets': 3, 'finetuning': [100, 1000],"
                + " 'testPatients': ['p5'], 'voxelClassifier': false, "
                + Plans.primary("random-probe", 1, primary, "'scratch'")
                + ", 'methods': [{'method': 'missu'}, {'method': 'pix2rep', 'arms': ['random-probe']}]");
    }

    private Agenda agenda() {
        return agenda(plan);
    }

    private Agenda agenda(Plan plan) {
        var studies = new PreparedStudies(task);
        var clock = Clock.of(null);
        var silent = new Watch() {
            @Override
            public void said(String line) {}

            @Override
            public void live(String line) {}
        };
        var pretrainings = new Pretrainings(folder, "", programs, studies, List.of(), clock, silent);
        var finetuning = new Finetuning(
                plan,
                programs,
                studies,
                List.of(),
                pretrainings,
                new Judgement(studies, List.of()),
                folder,
                folder.resolve("scratch"),
                clock,
                silent);
        return new Agenda(plan, comparisons, cells, pace, pretrainings, finetuning);
    }

    /** As if an iteration took a hundredth of a second, and all else nothing. */
    private void done(Cell cell) {
        var result =
                new CellResult(cell.key(""), cell.iterations(), 0, cell.iterations() / 100.0, 0, new LinkedHashMap<>());
        results.put(result.key(), result);
        pace.learn(cell, result);
    }

    private static Cell cell(Optional<Agenda.Work> work) {
        return ((Agenda.Work.Train) work.orElseThrow()).cell();
    }

    @Test
    void scratchGoesBeforeItsPartnerAndShortPairsBeforeLongOnes() throws IOException {
        var agenda = agenda();
        cells.values().forEach(this::done); // the pace of all kinds is known
        results.clear();
        var order = new ArrayList<Cell>();
        for (var work = agenda.next(results, ENDLESS); work.isPresent(); work = agenda.next(results, ENDLESS)) {
            var cell = cell(work);
            order.add(cell);
            results.put(cell.key(""), new CellResult(cell.key(""), 0, 0, 0, 0, Map.of()));
        }

        assertThat(order).containsExactlyInAnyOrderElementsOf(cells.values()).hasSize(18);
        assertThat(order.subList(0, 9))
                .allSatisfy(cell -> assertThat(cell.iterations()).isEqualTo(100));
        for (var cell : order) {
            if (cell.arm() == Arm.RANDOM_PROBE) {
                var scratch =
                        new Cell(cell.method(), Arm.SCRATCH, 1, cell.set(), cell.studies(), null, cell.iterations());
                assertThat(order.indexOf(scratch)).isLessThan(order.indexOf(cell));
            }
        }
    }

    @Test
    void whatThePlanIsMadeForGoesBeforeAllElseHoweverLongItTakes() throws IOException {
        var agenda = agenda(plan(1000));
        cells.values().forEach(this::done);
        results.clear();

        var order = new ArrayList<Cell>();
        for (var work = agenda.next(results, ENDLESS); order.size() < 7; work = agenda.next(results, ENDLESS)) {
            var cell = cell(work);
            order.add(cell);
            results.put(cell.key(""), new CellResult(cell.key(""), 0, 0, 0, 0, Map.of()));
        }

        assertThat(order.subList(0, 6)).allMatch(cell -> cell.iterations() == 1000);
        assertThat(order.get(6).iterations()).isEqualTo(100);
    }

    @Test
    void aPairThatFitsGoesBeforeACellThatHasToGoOnLater() throws IOException {
        var agenda = agenda();
        cells.values().forEach(this::done);
        results.clear();

        // a cell of 100 iterations takes a second, and of a pair both must fit
        assertThat(agenda.next(results, 0)).isEmpty();
        assertThat(cell(agenda.next(results, 1.5)).iterations()).isEqualTo(100);
        assertThat(agenda.missing(results)).hasSize(18);
        // nothing fits into half a second: of the plan's own that which has least left, 60 of its 100 iterations
        var begun = cells.entrySet().stream()
                .filter(entry -> entry.getValue().iterations() == 100
                        && entry.getValue().method() != null
                        && entry.getValue().tried().startsWith("pix2rep"))
                .reduce((earlier, later) -> later)
                .orElseThrow();
        Files.createDirectories(folder.resolve(begun.getKey()));
        Files.writeString(folder.resolve(begun.getKey()).resolve("progress.json"), "{\"iterations\": 40}");
        assertThat(cell(agenda.next(results, 0.5))).isEqualTo(begun.getValue());
    }

    @Test
    void whatThePlanIsMadeForIsBegunWhereNoPairFits() throws IOException {
        var agenda = agenda(plan(1000));
        cells.values().forEach(this::done);
        results.clear();
        cells.values().stream().filter(cell -> cell.iterations() == 100).skip(1).forEach(this::done);

        // a cell of 100 iterations is all that is left of the others, and nearest to its end
        assertThat(cell(agenda.next(results, 0.5)).iterations()).isEqualTo(1000);
    }
}
