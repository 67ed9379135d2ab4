package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class PhaseProgressTest {
    private final Curves curves = new Curves();

    @Test
    void countsIterationsWithLossSpeedAndTimeLeft() {
        hear("pretrain", "pretrain/loss", 0.7123, 240);

        assertThat(progress("pretrain", 2, "{'step': 'pretrain-2', 'progress': 0.3, 'worker': 'w'}", 400, 4)
                        .line(2))
                .isEqualTo("pre-training  240/400  loss 0.712  2.0 it/s  about 1:20 left");
    }

    @Test
    void believesTheWorkerWhileNoPointHasCome() {
        assertThat(progress("pretrain", 2, "{'step': 'pretrain-2', 'progress': 0.5, 'worker': 'w'}", 400, 4)
                        .line(0))
                .isEqualTo("pre-training  250/400");
    }

    @Test
    void fineTuningShowsItsValidation() {
        hear("finetune", "finetune/loss", 0.9, 100);
        hear("finetune", "validation/dice", 0.31, 100);

        assertThat(progress("finetune", 1, "{'step': 'finetune-1', 'progress': 0, 'worker': 'w'}", 800, 8)
                        .line(12.3))
                .isEqualTo("fine-tuning  100/800  loss 0.900  validation Dice 0.310  12 it/s  about 57 s left");
    }

    @Test
    void predictionCountsStudies() {
        var progress = progress("predict", 0, "{'step': 'predict-0', 'progress': 0.34, 'worker': 'w'}", 15, 1);

        assertThat(progress.line(0.5)).isEqualTo("predicting  5/15  about 20 s left");
        assertThat(progress.farewell(31)).isEqualTo("predicting done: 15 studies in 31 s");
    }

    @Test
    void saysThatNoWorkerHasTakenTheStep() {
        assertThat(progress("pretrain", 0, "{'step': 'pretrain-0', 'progress': 0, 'worker': null}", 400, 4)
                        .line(0))
                .isEqualTo("pre-training  0/400  waiting for a worker");
        assertThat(progress("pretrain", 0, "null", 400, 4).line(0)).contains("waiting for a worker");
    }

    @Test
    void showsAShareWhereTheNumberOfIterationsIsUnknown() {
        assertThat(progress("pretrain", 1, "{'step': 'pretrain-1', 'progress': 0.5, 'worker': 'w'}", 0, 4)
                        .line(3))
                .isEqualTo("pre-training  38 %");
    }

    @Test
    void paceIsOfTheLastHalfMinute() {
        var pace = new Pace();
        assertThat(pace.perSecond()).isZero();

        for (int second = 0; second <= 100; second++) {
            pace.at(second * 1_000_000_000L, second < 50 ? second : 50 + 10L * (second - 50));
        }

        assertThat(pace.perSecond()).isEqualTo(10);
    }

    private void hear(String phase, String key, double value, int iteration) {
        curves.add(new ServerEvent(
                null,
                "points",
                json("{'phase': '%s', 'points': [{'key': '%s', 'value': %s, 'step': %d}]}"
                        .formatted(phase, key, value, iteration))));
    }

    private PhaseProgress progress(String phase, int completed, String current, int iterations, int steps) {
        return PhaseProgress.of(
                json("{'phase': '%s', 'steps': %d, 'completed': %d, 'iterations': %d, 'current': %s}"
                        .formatted(phase, steps, completed, iterations, current)),
                curves);
    }

    private static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }
}
