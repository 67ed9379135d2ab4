package io.scanloop.cli.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.method.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The report's numbers beside those that a person gets. */
class RowTest {
    private static final CellResult.Weights RAW = CellResult.Weights.RAW;
    private static final String TWO_METHODS = "'labels': [1], 'labelledSets': 6, 'testPatients': ['p7', 'p8'],"
            + " 'voxelClassifier': false, 'average': 0, 'methods': [%s, %s], "
            + Plans.primary("full", 1, 200, "'scratch'");
    private static final String PRETRAINED =
            "{'method': '%s', 'arms': ['full'], 'pretraining': {'iterations': 3, 'seeds': [1, 2]}}";

    private final Plan plan =
            Plans.with(TWO_METHODS.formatted(PRETRAINED.formatted("pix2rep"), PRETRAINED.formatted("residual-unet")));
    private final List<Comparison> comparisons =
            Comparison.of(plan, Sides.of(plan, Folder.imagined(8, 1)), new ArrayList<>());
    private final Map<Cell, CellResult> results = new HashMap<>();

    /** Two test patients; of the first, class 2 was neither there nor found. */
    private static CellResult result(double first, double second, double seconds) {
        var one = new TreeMap<>(Map.of(1, first, 2, Double.NaN));
        var other = new TreeMap<>(Map.of(1, second - 0.1, 2, second + 0.1));
        return new CellResult(
                "k",
                10,
                0.5,
                seconds,
                1,
                Map.of(
                        RAW,
                        List.of(
                                new CellResult.StudyDice("p7a", "p7", one),
                                new CellResult.StudyDice("p8a", "p8", other))));
    }

    private Row row(String method, Arm arm) {
        return row(method, arm, Set.of());
    }

    private Row row(String method, Arm arm, Set<Cell> missing) {
        return Row.of(comparisons, results, missing, RAW, plan).stream()
                .filter(row -> row.comparison().tried().startsWith(method)
                        && row.comparison().arm() == arm)
                .findFirst()
                .orElseThrow();
    }

    private Comparison comparison(String method, Arm arm) {
        return row(method, arm).comparison();
    }

    @Test
    void diceIsAMeanOverPatientsThenClassesThenPretrainingsThenSets() {
        var cells = comparison("pix2rep", Arm.FULL);
        results.put(cells.cells(0).get(0), result(0.2, 0.6, 4));
        results.put(cells.cells(0).get(1), result(0.4, 0.8, 6));
        results.put(cells.cells(1).get(0), result(0.9, 0.7, 8));

        var row = row("pix2rep", Arm.FULL);

        // class 1 is a mean of both patients, class 2 the second's alone: (0.35 + 0.7) / 2, (0.55 + 0.9) / 2; (0.75 +
        // 0.8) / 2
        double first = (0.525 + 0.725) / 2;
        assertThat(row.dice()).isCloseTo((first + 0.775) / 2, within(1e-12));
        assertThat(row.sets()).isEqualTo(2);
        assertThat(row.cells()).isEqualTo(3);
        assertThat(row.figures()).isEqualTo(12);
        assertThat(row.undefined()).isEqualTo(3);
        assertThat(row.seconds()).isEqualTo(6);
        // a draw of the first patient alone is of class 1: (0.3 + 0.9) / 2; one of the second is (0.7 + 0.7) / 2
        assertThat(row.interval().low()).isCloseTo(0.6, within(1e-12));
        assertThat(row.interval().high()).isCloseTo(0.7, within(1e-12));
        assertThat(row.toScratch()).as("no pair yet").isNull();
        assertThat(row("residual-unet", Arm.FULL).dice()).isNaN();
    }

    @Test
    void differencesArePairedByLabelledSetTestedAndCorrectedOverMethods() {
        for (int set = 0; set < 6; set++) {
            double gain = 0.01 * (set + 1);
            results.put(comparison("pix2rep", Arm.SCRATCH).cells(set).get(0), result(0.3, 0.5, 1));
            var ours = comparison("pix2rep", Arm.FULL).cells(set);
            results.put(ours.get(0), result(0.3 + 2 * gain, 0.5 + 2 * gain, 1));
            results.put(ours.get(1), result(0.3, 0.5, 1));
            results.put(comparison("residual-unet", Arm.SCRATCH).cells(set).get(0), result(0.3, 0.5, 1));
            var theirs = comparison("residual-unet", Arm.FULL).cells(set);
            double drift = set == 0 ? -gain : gain;
            results.put(theirs.get(0), result(0.3 + drift, 0.5 + drift, 1));
        }
        results.remove(comparison("residual-unet", Arm.FULL).cells(5).get(0));

        var ours = row("pix2rep", Arm.FULL).toScratch();
        var theirs = row("residual-unet", Arm.FULL).toScratch();

        assertThat(ours.values()).hasSize(6);
        assertThat(ours.values().get(3)).isCloseTo(0.04, within(1e-12));
        assertThat(ours.test().mean()).isCloseTo(0.035, within(1e-12));
        assertThat(ours.test().estimate()).isCloseTo(0.035, within(1e-12));
        // six of six above zero: 2 / 2^6
        assertThat(ours.probability()).isCloseTo(0.03125, within(1e-12));
        // five pairs, the smallest below zero: W = 1, of 32 assignments 2 have at most that on either side
        assertThat(theirs.values()).hasSize(5);
        assertThat(theirs.probability()).isCloseTo(4.0 / 32, within(1e-12));
        // Holm over two methods: the smaller twice, the larger as it is
        assertThat(ours.corrected()).isCloseTo(0.0625, within(1e-12));
        assertThat(theirs.corrected()).isCloseTo(0.125, within(1e-12));
        assertThat(row("pix2rep", Arm.SCRATCH).toScratch()).isNull();

        // a method that was planned but has no result is a test as well
        results.keySet().removeIf(cell -> cell.tried().startsWith("residual-unet"));
        assertThat(row("pix2rep", Arm.FULL).toScratch().corrected()).isCloseTo(0.0625, within(1e-12));
        // what was not declared to count is not corrected
        var other = Plans.with(TWO_METHODS
                .formatted(PRETRAINED.formatted("pix2rep"), PRETRAINED.formatted("residual-unet"))
                .replace("'labels': [1]", "'labels': [1, 2]")
                .replace("'labels': 1", "'labels': 2"));
        assertThat(Row.of(comparisons, results, Set.of(), RAW, other))
                .filteredOn(row -> row.toScratch() != null)
                .singleElement()
                .satisfies(row -> assertThat(row.toScratch().corrected()).isNaN())
                .satisfies(row -> assertThat(row.toScratch().probability()).isCloseTo(0.03125, within(1e-12)));
    }

    @Test
    void aProbabilityIsCorrectedWhenAllThatWasDeclaredOfItsMethodIsDoneOrFailed() {
        for (int set = 0; set < 6; set++) {
            results.put(comparison("pix2rep", Arm.SCRATCH).cells(set).get(0), result(0.3, 0.5, 1));
            for (var cell : comparison("pix2rep", Arm.FULL).cells(set)) {
                results.put(cell, result(0.4 + 0.01 * set, 0.6 + 0.01 * set, 1));
            }
        }
        var last = comparison("pix2rep", Arm.FULL).cells(5).get(1);
        var scratch = comparison("pix2rep", Arm.SCRATCH).cells(5).get(0);
        var other = comparison("residual-unet", Arm.FULL).cells(0).get(0);
        results.remove(last);

        for (var missing : List.of(last, scratch)) {
            var open = row("pix2rep", Arm.FULL, Set.of(missing, other)).toScratch();
            assertThat(open.probability()).isCloseTo(0.03125, within(1e-12));
            assertThat(open.corrected()).as("%s is to come", missing.words()).isNaN();
        }
        // failed: nothing more will come
        assertThat(row("pix2rep", Arm.FULL, Set.of(other)).toScratch().corrected())
                .isCloseTo(0.0625, within(1e-12));
    }

    @Test
    void onePairIsNoTest() {
        results.put(comparison("pix2rep", Arm.SCRATCH).cells(0).get(0), result(0.3, 0.5, 1));
        results.put(comparison("pix2rep", Arm.FULL).cells(0).get(0), result(0.4, 0.6, 1));

        var difference = row("pix2rep", Arm.FULL).toScratch();

        assertThat(difference.values())
                .singleElement()
                .satisfies(value -> assertThat(value).isCloseTo(0.1, within(1e-12)));
        assertThat(difference.probability()).isNaN();
        assertThat(difference.corrected()).isNaN();
        assertThat(difference.interval().isDefined()).isFalse();
    }

    @Test
    void aMethodWithoutADecoderToHandOnHasNoArmOfItsEncoderAlone() {
        var amae = "{'method': 'amae', 'arms': ['full', 'encoder-only'], 'pretraining': {'iterations': 3}}";
        var pix2rep = "{'method': 'pix2rep', 'arms': ['encoder-only'], 'pretraining': {'iterations': 3}}";
        var declared = "'labels': [1], 'testPatients': ['p7'], 'methods': [%s], "
                + Plans.primary("encoder-only", 1, 200, "'scratch'");
        var task = new Task(List.of("T1"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");
        var remarks = new ArrayList<String>();

        var both = Plans.with(declared.formatted(amae + ", " + pix2rep)).distinct(task, remarks);
        var made = Comparison.of(both, Sides.of(both, Folder.imagined(8, 1)), remarks);

        assertThat(made)
                .filteredOn(comparison -> comparison.tried().startsWith("amae"))
                .extracting(Comparison::arm)
                .containsExactly(Arm.SCRATCH, Arm.FULL);
        assertThat(both.planned(Arm.SCRATCH)).as("Holm's family").isEqualTo(1);
        assertThat(made)
                .filteredOn(both::isPrimary)
                .allSatisfy(comparison -> assertThat(comparison.tried()).startsWith("pix2rep"));
        assertThat(remarks).singleElement().asString().contains("nothing but an encoder");
        var none = Plans.with(declared.formatted(amae));
        assertThatThrownBy(() -> none.distinct(task, remarks)).hasMessageContaining("no method has both arms");
    }
}
