package io.scanloop.cli;

import io.scanloop.measure.ClassScores;
import io.scanloop.measure.Measure;
import io.scanloop.measure.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Scores of a segmentation, class by class, as people read them.
 *
 * @param scores by class value
 * @param tolerance of the surfaces, mm
 */
record ScoreTable(SortedMap<Integer, ClassScores> scores, double tolerance) {
    private static final List<Measure> OVERLAP = List.of(
            Measure.DICE,
            Measure.IOU,
            Measure.PRECISION,
            Measure.RECALL,
            Measure.SPECIFICITY,
            Measure.ACCURACY,
            Measure.VOLUME_ERROR,
            Measure.RELATIVE_VOLUME_ERROR);
    private static final List<Measure> SURFACES = List.of(
            Measure.HD,
            Measure.HD95,
            Measure.HD95_AREA,
            Measure.ASSD,
            Measure.ASSD_AREA,
            Measure.NSD,
            Measure.NSD_VOXELS);

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.addAll(table(OVERLAP).lines());
        lines.add("");
        lines.addAll(table(SURFACES).lines());
        return lines;
    }

    List<String> remarks() {
        var remarks = new ArrayList<String>();
        if (scores.isEmpty()) {
            remarks.add("both volumes are 0 everywhere: there is nothing to score");
        }
        scores.forEach((value, score) -> {
            if (score.isOneEmpty()) {
                remarks.add("class %d is only in the %s: its distances are the diagonal of the image"
                        .formatted(value, score.overlap().hasEmptyPrediction() ? "reference" : "prediction"));
            }
        });
        return remarks;
    }

    private Table table(List<Measure> measures) {
        var headings = new ArrayList<>(List.of("class"));
        measures.forEach(measure -> headings.add(heading(measure)));
        var table = Table.of(headings.toArray(String[]::new));
        scores.forEach((value, score) -> {
            var cells = new ArrayList<>(List.of("" + value));
            measures.forEach(measure -> cells.add(cell(measure, measure.of(score))));
            table.row(cells.toArray(String[]::new));
        });
        var means = new ArrayList<>(List.of("mean"));
        measures.forEach(measure -> means.add(
                cell(measure, Summary.of(measure, scores.values()).mean().value())));
        return table.row(means.toArray(String[]::new));
    }

    private String heading(Measure measure) {
        var at = "%s mm".formatted(("" + tolerance).replaceAll("\\.0$", ""));
        return switch (measure) {
            case DICE -> "Dice";
            case IOU -> "IoU";
            case PRECISION, RECALL, SPECIFICITY, ACCURACY -> measure.key();
            case F1 -> "F1";
            case VOLUME_ERROR -> "volume, mm3";
            case RELATIVE_VOLUME_ERROR -> "of reference";
            case HD -> "HD, mm";
            case HD95 -> "HD95";
            case HD95_AREA -> "by area";
            case ASSD -> "ASSD";
            case ASSD_AREA -> "by area";
            case NSD -> "NSD at " + at;
            case NSD_VOXELS -> "by voxel";
        };
    }

    private static String cell(Measure measure, double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        return switch (measure) {
            case VOLUME_ERROR -> "%+.0f".formatted(value);
            case RELATIVE_VOLUME_ERROR -> "%+.1f %%".formatted(100 * value);
            case HD, HD95, HD95_AREA, ASSD, ASSD_AREA -> "%.2f".formatted(value);
            case DICE, IOU, PRECISION, RECALL, SPECIFICITY, ACCURACY, F1, NSD, NSD_VOXELS -> "%.3f".formatted(value);
        };
    }
}
