package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class ReportTableTest {
    static final String REPORT = """
            {'project': 'liver', 'model': 'm7', 'run': 'r7', 'method': 'amae', 'preset': 'tiny',
             'patients': {'train': 8, 'validation': 1, 'test': 3},
             'mean': {'dice': 0.4567, 'low': 0.4, 'high': 0.51},
             'classes': [
               {'value': 1, 'name': 'liver', 'score': {'dice': 0.7, 'low': 0.6, 'high': 0.8}, 'iou': 0.54,
                'precision': 0.72, 'recall': 0.69, 'patients': 3, 'skipped': 0},
               {'value': 2, 'name': 'tumour', 'score': {'dice': null, 'low': null, 'high': null}, 'iou': null,
                'precision': null, 'recall': null, 'patients': 0, 'skipped': 3}],
             'baseline': {'name': 'per-voxel quadratic classifier', 'contrasts': ['T1', 'FLAIR'], 'dice': 0.31,
                          'classes': {'1': 0.55}},
             'phases': [{'phase': 'pretrain', 'steps': 4, 'iterations': 400, 'deviceSeconds': 52.04},
                        {'phase': 'finetune', 'steps': 8, 'iterations': 800, 'deviceSeconds': 100.5},
                        {'phase': 'predict', 'steps': 1, 'iterations': 3, 'deviceSeconds': 3.2}],
             'studies': [{'patient': 'p1', 'study': 's1', 'revision': 1, 'dice': {'1': 0.75, '2': 0.25}},
                         {'patient': 'p2', 'study': 's2', 'revision': 1, 'dice': {'1': 0.65}},
                         {'patient': 'p2', 'study': 's3', 'revision': 2, 'dice': {}}],
             'deviceSeconds': 155.74, 'verdict': 'promoted',
             'reasons': [{'code': 'first', 'message': 'the first model above the floor'}]}""";

    @Test
    void showsClassesMeanAndFloorInColumns() {
        assertThat(lines(REPORT))
                .startsWith("model m7 of project liver, judged on 3 patients that it never saw", "")
                .containsSubsequence(
                        "class                 Dice   95 % interval   classifier  IoU    precision  recall  patients",
                        "1 liver               0.700  0.600 to 0.800  0.550       0.540  0.720      0.690   3",
                        "2 tumour              -      -               -           -      -          -       0",
                        "mean                  0.457  0.400 to 0.510",
                        "per-voxel classifier  0.310");
    }

    @Test
    void saysWhatItCostAndWhereToLook() {
        assertThat(lines(REPORT))
                .containsSubsequence(
                        "patients     train 8, validation 1, test 3",
                        "device time  pre-training 52.0 s (400 iterations), fine-tuning 100.5 s (800 iterations),"
                                + " predicting 3.2 s (3 studies), in all 155.7 s",
                        "made by      run r7, amae tiny",
                        "verdict      promoted; the first model above the floor",
                        "look at      http://127.0.0.1:8081/");
    }

    @Test
    void saysSoWhenThereIsNoFloor() {
        var without = REPORT.replaceAll("(?s)'baseline': \\{.*?\\}\\}", "'baseline': null");

        assertThat(lines(without))
                .contains("per-voxel classifier  -", "classifier   none: it could not be trained on these studies");
    }

    private static Iterable<String> lines(String report) {
        return new ReportTable(Json.parse(report.replace('\'', '"'))).lines(URI.create("http://127.0.0.1:8081"));
    }
}
