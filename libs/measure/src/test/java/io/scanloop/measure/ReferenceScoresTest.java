package io.scanloop.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.scanloop.imaging.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our figures are MONAI's in voxel form, and DeepMind's in area form, empty masks included. */
class ReferenceScoresTest {
    private static final double[] TOLERANCES = {0.5, 1, 2};

    @ParameterizedTest
    @MethodSource("cases")
    void overlapIsMonais(JsonNode golden) {
        var skipping = scores(golden, 1, EmptyMasks.MONAI);
        var counting = scores(golden, 1, EmptyMasks.MONAI_COUNTING_EMPTY);

        skipping.forEach((value, scores) -> {
            same(Measure.DICE.of(scores), golden.path("dice_include_bg_ignore_empty"), value);
            same(Measure.IOU.of(scores), golden.path("iou_include_bg"), value);
            same(scores.overlap().accuracy(), golden.path("accuracy"), value);
            same(scores.overlap().f1(), golden.path("f1_score"), value);
            same(scores.overlap().specificity(), golden.path("specificity"), value);
            if (!scores.isOneEmpty()) { // ours is 0 where MONAI divides by zero
                same(scores.overlap().precision(), golden.path("precision"), value);
                same(scores.overlap().recall(), golden.path("sensitivity"), value);
            }
            var confusion = golden.path("confusion_tp_fp_tn_fn_per_class").path(value);
            assertThat(new double[] {
                        scores.overlap().truePositive(),
                        scores.overlap().falsePositive(),
                        scores.overlap().trueNegative(),
                        scores.overlap().falseNegative()
                    })
                    .containsExactly(IntStream.range(0, 4)
                            .mapToDouble(i -> confusion.path(i).asDouble())
                            .toArray());
        });
        counting.forEach((value, scores) -> {
            same(Measure.DICE.of(scores), golden.path("dice_include_bg_not_ignore_empty"), value);
            same(Measure.IOU.of(scores), golden.path("iou_include_bg_not_ignore_empty"), value);
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void surfacesInVoxelFormAreMonais(JsonNode golden) {
        for (double tolerance : TOLERANCES) {
            foreground(golden, tolerance, EmptyMasks.MONAI).forEach((value, scores) -> {
                same(scores.voxels().hausdorff(), golden.path("hd_mm_symmetric"), value - 1);
                same(scores.voxels().hausdorff95(), golden.path("hd95_mm_symmetric"), value - 1);
                same(scores.voxels().meanFromPrediction(), golden.path("asd_mm_pred_to_gt"), value - 1);
                same(scores.voxels().mean(), golden.path("assd_mm"), value - 1);
                same(scores.voxels().dice(), golden.path("nsd_mm_tau" + tolerance), value - 1);
                same(scores.areas().dice(), golden.path("nsd_subvoxel_mm_tau" + tolerance), value - 1);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void surfacesInAreaFormAreDeepMinds(JsonNode golden) {
        for (double tolerance : TOLERANCES) {
            foreground(golden, tolerance, EmptyMasks.DEEPMIND).forEach((value, scores) -> {
                var theirs = golden.path("deepmind_surface_distance").path(value - 1);
                assertThat(theirs.path("cls").asInt()).isEqualTo(value);
                var means = theirs.path("avg_gt_to_pred_pred_to_gt");
                same(scores.areas().hausdorff(), theirs.path("hd100"));
                same(scores.areas().hausdorff95(), theirs.path("hd95"));
                same(scores.areas().meanFromReference(), means.path(0));
                same(scores.areas().meanFromPrediction(), means.path(1));
                same(scores.areas().dice(), theirs.path("nsd").path("" + tolerance));
                same(Measure.DICE.of(scores), theirs.path("volumetric_dice"));
            });
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theOrderOfTheAxesDoesNotMatter(JsonNode golden) {
        var prediction = Golden.mask(golden, "pred");
        var reference = Golden.mask(golden, "gt");
        var classes = classes(golden, 1);

        var straight = Scoring.DEFAULT.perClass(prediction, reference, classes);
        var turned = Scoring.DEFAULT.perClass(Masks.turned(prediction), Masks.turned(reference), classes);

        straight.forEach((value, scores) -> Stream.of(Measure.values())
                .forEach(measure -> assertThat(measure.of(turned.get(value)))
                        .as("%s of class %d", measure, value)
                        .isCloseTo(measure.of(scores), within(1e-9))));
    }

    static Stream<JsonNode> cases() {
        var cases = StreamSupport.stream(Golden.cases("metrics.json").spliterator(), false)
                .toList();
        assertThat(cases).hasSize(10);
        return cases.stream();
    }

    private static SortedMap<Integer, ClassScores> foreground(JsonNode golden, double tolerance, EmptyMasks empty) {
        return new TreeMap<>(scores(golden, tolerance, empty)).tailMap(1);
    }

    private static SortedMap<Integer, ClassScores> scores(JsonNode golden, double tolerance, EmptyMasks empty) {
        Volume prediction = Golden.mask(golden, "pred");
        return new Scoring(tolerance, empty).perClass(prediction, Golden.mask(golden, "gt"), classes(golden, 0));
    }

    private static List<Integer> classes(JsonNode golden, int first) {
        var classes = new ArrayList<Integer>();
        for (int value = first; value < golden.path("num_classes").asInt(); value++) {
            classes.add(value);
        }
        return classes;
    }

    private static void same(double ours, JsonNode perClass, int index) {
        same(ours, perClass.path(index));
    }

    private static void same(double ours, JsonNode theirs) {
        assertThat(theirs.isMissingNode()).isFalse();
        double expected = Golden.number(theirs);
        if (Double.isFinite(expected)) {
            assertThat(ours).isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
        } else {
            assertThat(ours).isEqualTo(Double.valueOf(expected)); // NaN is NaN
        }
    }
}
