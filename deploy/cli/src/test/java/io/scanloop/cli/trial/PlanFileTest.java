package io.scanloop.cli.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFileTest {
    private static final String FULL = "{'method': 'pix2rep', 'pretraining': {'iterations': 9, 'seeds': [4, 5]}}";

    @Test
    void whatIsNotSaidHasADefault() {
        var plan = Plans.with("'methods': [%s], %s".formatted(FULL, Plans.primary("full", 1, 200, "'scratch'")));

        assertThat(plan.labels()).containsExactly(1, 2, 5, 0);
        assertThat(plan.sets()).isEqualTo(5);
        assertThat(plan.studiesPerPatient()).isEqualTo(1);
        assertThat(plan.iterations()).containsExactly(200);
        assertThat(plan.testCount()).isEqualTo(3);
        assertThat(plan.average()).as("the weights themselves").isZero();
        assertThat(plan.hasVoxelClassifier()).isTrue();
        assertThat(plan.seed()).isEqualTo(1);
        assertThat(plan.primary()).isEqualTo(new Plan.Primary(Arm.FULL, 1, 200, List.of(Arm.SCRATCH)));
        assertThat(plan.methods())
                .containsExactly(
                        new Plan.Tried("pix2rep", "tiny", List.of(Arm.SCRATCH, Arm.FULL), 9, List.of(4L, 5L), 1));
    }

    @Test
    void theProjectsOwnPlansAreRead() throws IOException {
        var json = new ObjectMapper();
        try (var files = Files.list(Path.of("../trials/plans"))) {
            var plans = files.toList();

            assertThat(plans).isNotEmpty();
            for (var file : plans) {
                assertThatCode(() -> PlanFile.read(json.readTree(file.toFile())))
                        .as(file.toString())
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void whatIsSaidHolds() {
        var plan =
                Plans.with("'labels': [3, 'all'], 'labelledSets': 8, 'studiesPerPatient': 'all', 'finetuning': [5, 6],"
                        + " 'testPatients': ['x'], 'average': 0, 'voxelClassifier': false, 'seed': 9, 'spacing': [1, 2, 3],"
                        + " 'methods': [{'method': 'missu', 'arms': ['scratch']}]");

        assertThat(plan)
                .isEqualTo(new Plan(
                        List.of("T1"),
                        List.of(1, 2),
                        List.of(1.0, 2.0, 3.0),
                        List.of("x"),
                        0,
                        List.of(3, 0),
                        8,
                        0,
                        List.of(5, 6),
                        0,
                        List.of(new Plan.Tried("missu", "tiny", List.of(Arm.SCRATCH), 0, List.of(), 1)),
                        null,
                        false,
                        9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'sets': 3, 'methods': [{'method': 'missu'}] | no key \"sets\"",
                "'methods': [] | at least one element",
                "'methods': [{'method': 'nnunet'}] | no method \"nnunet\"",
                "'methods': [{'method': 'missu', 'arms': ['full']}] | missu has no pre-training",
                "'methods': [{'method': 'pix2rep'}] | \"pretraining\" is a JSON object",
                "'methods': [{'method': 'pix2rep', 'arms': ['half']}] | no arm \"half\"",
                "'labels': [0], 'methods': [{'method': 'missu'}] | from 1 to 100000, got 0",
                "'labels': [1, 1], 'methods': [{'method': 'missu'}] | names something twice",
                "'average': 1, 'methods': [{'method': 'missu'}] | is in [0, 1)",
                "'methods': [{'method': 'pix2rep', 'pretraining': {'iterations': 9}}] | declares which comparison counts",
                "'methods': [{'method': 'pix2rep', 'pretraining': {'iterations': 9}}], 'primary': {'arm': 'full', 'labels': 3, 'finetuning': 200, 'against': ['scratch']} | the plan has labels [1, 2, 5, 0]",
                "'methods': [{'method': 'pix2rep', 'pretraining': {'iterations': 9}}], 'primary': {'arm': 'full', 'labels': 1, 'finetuning': 200, 'against': ['compute-matched']} | no method has both arms",
                "'methods': [{'method': 'pix2rep', 'pretraining': {'iterations': 9}}], 'primary': {'arm': 'full', 'labels': 1, 'finetuning': 200, 'against': ['full']} | against scratch, compute-matched or both",
                "'seed': 'x', 'methods': [{'method': 'missu'}] | \"seed\" takes a whole number, got \"x\"",
                "'average': '0.5', 'methods': [{'method': 'missu'}] | \"average\" takes a number",
                "'voxelClassifier': 'no', 'methods': [{'method': 'missu'}] | takes true or false, got \"no\"",
                "'methods': [{'method': 'missu', 'preset': 3}] | \"preset\" takes a text, got 3",
                "'methods': [{'method': 'pix2rep', 'pretraining': {'iterations': 9, 'seeds': [4, 4]}}] | names something twice",
                "'methods': [{'method': 'pix2rep', 'pretraining': {'iterations': 9, 'seeds': ['4']}}] | takes a whole number",
                "'spacing': [1, 0, 1], 'methods': [{'method': 'missu'}] | three lengths in mm",
            })
    void whatIsWrongIsNamed(String more, String message) {
        assertThatThrownBy(() -> Plans.with(more))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theDeclaredStudyIsOfFiveMethods() throws IOException {
        var plan = PlanFile.read(new ObjectMapper()
                .readTree(Path.of("../trials/plans/methods-confirmation.json").toFile()));

        assertThat(plan.planned(Arm.SCRATCH)).isEqualTo(5);
        assertThat(plan.planned(Arm.COMPUTE_MATCHED)).isEqualTo(5);
    }
}
