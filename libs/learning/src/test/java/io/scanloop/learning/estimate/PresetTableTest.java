package io.scanloop.learning.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Regime;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.WeightAverage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresetTableTest {
    private static final Map<Phase, Double> SPEEDS = Map.of(Phase.PRETRAINING, 2.0, Phase.FINETUNING, 4.0);

    private static final Path PAGE = Path.of("../../docs/methods/presets.md");
    private static final double GIBI = 1024.0 * 1024 * 1024;

    @Test
    void thePageHasTheTableAsItIs() throws IOException {
        assertThat(Files.readAllLines(PAGE))
                .as("docs/methods/presets.md: put there what scanloop presets --markdown prints")
                .containsSubsequence(PresetTable.markdown())
                .filteredOn(line -> line.startsWith("| "))
                .hasSameSizeAs(PresetTable.markdown());
    }

    @Test
    void onlyTinyIsMeasured() {
        assertThat(PresetTable.rows(List.of("smit", "missu")))
                .allSatisfy(row ->
                        assertThat(row.isMeasured()).isEqualTo(row.preset().equals("tiny")))
                .extracting(PresetTable.Row::seconds)
                .allSatisfy(seconds -> assertThat(seconds).isPositive());
    }

    /** As the papers, or the authors' code, count them. */
    @ParameterizedTest
    @CsvSource({"pix2rep, 135.2", "swin-unetr, 62.2", "missu, 11.5"})
    void paperPresetsHaveThePublishedSize(String method, double millions) {
        assertThat(PresetTable.rows(List.of(method)).stream()
                        .filter(row -> row.preset().equals("paper"))
                        .mapToDouble(row -> row.cost().parameters() / 1e6)
                        .max()
                        .orElseThrow())
                .isCloseTo(millions, within(0.06));
    }

    @Test
    void smallFitsAGpuOf24GigabytesAndTinyALaptop() {
        var rows = PresetTable.rows(Methods.names());

        assertThat(rows)
                .filteredOn(row -> row.preset().equals("small"))
                .allSatisfy(row -> assertThat(row.cost().bytes() / GIBI).isLessThan(20));
        assertThat(rows)
                .filteredOn(row -> row.preset().equals("tiny"))
                .allSatisfy(row -> assertThat(row.cost().bytes() / GIBI).isLessThan(0.5));
    }

    @Test
    void presetsGrowInEveryMethodAndPhase() {
        for (var method : Methods.names()) {
            for (var phase : Phase.values()) {
                assertThat(PresetTable.rows(List.of(method)).stream()
                                .filter(row -> row.phase() == phase)
                                .map(row -> row.cost().gigaMacs()))
                        .as(method + " " + phase.words())
                        .isSorted();
            }
        }
    }

    @Test
    void timeFollowsWork() {
        var method = Methods.named("residual-unet");
        var task = Throughput.TASK.with("small");
        var slow = new Estimate(method, task, method.finetuning(task), SPEEDS);

        assertThat(slow.seconds(Phase.PRETRAINING))
                .isEqualTo(slow.cost(Phase.PRETRAINING).gigaMacs() / 2);
        var windows = method.windows(task);
        int side = windows.size()[0];
        double one = slow.predictionSeconds(side, side, side);
        assertThat(windows.batch()).isEqualTo(2).isEqualTo((int)
                slow.cost(Phase.FINETUNING).batch());
        assertThat(one)
                .as("a batch that is not full takes as long as one that is")
                .isCloseTo(slow.cost(Phase.FINETUNING).gigaMacs() / 4 / 3, within(1e-9));
        // a window more along X and along Z: four
        assertThat(slow.predictionSeconds(side + 1, side, side + 1)).isCloseTo(2 * one, within(1e-9));
        assertThat(slow.predictionBytes(side, 2 * side, side)).isGreaterThan(slow.predictionBytes(side, side, side));
    }

    @Test
    void whatStandsBesideTheNetworkCountsInTrainingOnly() {
        var method = Methods.named("pix2rep");
        var task = Throughput.TASK.with("tiny");
        var plain = new Estimate(method, task, method.finetuning(task), SPEEDS);
        var averaged = new Estimate(
                method, task, WeightAverage.beside(method.finetuning(task), Schedule.averaging(0.9)), SPEEDS);
        var taught = new Estimate(method, task, Regime.FULL.taught(method, task).objective(), SPEEDS);

        long weights = plain.cost(Phase.FINETUNING).weightBytes();
        assertThat(averaged.cost(Phase.FINETUNING).weightBytes()).isEqualTo(2 * weights);
        assertThat(averaged.seconds(Phase.FINETUNING)).isEqualTo(plain.seconds(Phase.FINETUNING));
        assertThat(taught.cost(Phase.FINETUNING).weightBytes()).isEqualTo(2 * weights);
        assertThat(taught.seconds(Phase.FINETUNING)).isGreaterThan(1.9 * plain.seconds(Phase.FINETUNING));
        for (var other : List.of(averaged, taught)) {
            assertThat(other.predictionSeconds(64, 64, 8)).isEqualTo(plain.predictionSeconds(64, 64, 8));
            assertThat(other.predictionBytes(64, 64, 8)).isEqualTo(plain.predictionBytes(64, 64, 8));
        }
    }

    @Test
    void whatMissuTrainsWithAndLeavesBehindIsNotPredictedWith() {
        var method = Methods.named("missu");
        var task = Throughput.TASK.with("tiny");
        var estimate = new Estimate(method, task, method.finetuning(task), Map.of(Phase.FINETUNING, 1.0));
        int side = method.windows(task).size()[0];

        assertThat(estimate.predictionSeconds(side, side, side))
                .as("0.43 of the 1.15 GMAC of a window in training")
                .isLessThan(0.45 * estimate.seconds(Phase.FINETUNING) / 3);
    }

    @Test
    void figuresAreReadable() {
        assertThat(PresetTable.time(0.165)).isEqualTo("0.17 s");
        assertThat(PresetTable.time(600)).isEqualTo("10.0 min");
        assertThat(PresetTable.time(3 * 3600)).isEqualTo("3.00 h");
        assertThat(PresetTable.time(10 * 86400)).isEqualTo("10.0 days");
        assertThat(PresetTable.memory(3L << 19)).isEqualTo("2 MiB");
        assertThat(PresetTable.memory(3L << 29)).isEqualTo("1.5 GiB");
    }
}
