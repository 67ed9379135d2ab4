package io.scanloop.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.Nifti;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.imaging.Volume;
import io.scanloop.measure.ClassScores;
import io.scanloop.measure.EmptyMasks;
import io.scanloop.measure.Measure;
import io.scanloop.measure.OverlapCount;
import io.scanloop.measure.Scoring;
import io.scanloop.measure.Summary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scanloop score}: what a segmentation is worth, beside a reference. */
@Command(
        name = "score",
        description = {
            "Scores a segmentation against a reference on the same grid, class by class: overlap, volumes, and how far"
                    + " the surfaces are apart. Classes are the values of either volume but 0; the spacing is the"
                    + " reference's.",
            "",
            "HD95 and ASSD are MONAI's, \"by area\" are those of google-deepmind/surface-distance, as is NSD; \"NSD by"
                    + " voxel\" is MONAI's. Where one mask is empty, overlap and NSD are 0 and distances are the"
                    + " diagonal of the image. A class that is in neither volume has a row only with --classes,"
                    + " without figures of overlap and distance. - means that there is no figure.",
            "",
            "With --json: {\"prediction\", \"reference\", \"shape\", \"spacing\", \"tolerance\", \"classes\": [..],"
                    + " \"mean\": {MEASURE: {\"value\", \"counted\", \"skipped\", \"oneEmpty\"}}}. A number that is not"
                    + " finite is the text \"NaN\"."
        },
        footer = {
            "  scanloop score predicted.nii.gz labels.nii.gz",
            "  scanloop score predicted.nii.gz labels.nii.gz --tolerance 2 --json"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ScoreCommand implements Callable<Integer> {
    /** Rounding in headers moves no voxel by more. */
    private static final double GRID_TOLERANCE_MM = 1e-2;

    private final Scanloop scanloop;

    @Parameters(index = "0", paramLabel = "PREDICTION", description = "The segmentation, NIfTI.")
    private Path predictionFile;

    @Parameters(index = "1", paramLabel = "REFERENCE", description = "What it should be, NIfTI.")
    private Path referenceFile;

    @Option(
            names = "--tolerance",
            paramLabel = "MM",
            defaultValue = "1",
            description = "Up to which distance surfaces count as the same, for NSD. Default: 1.")
    private double tolerance;

    @Option(
            names = "--classes",
            paramLabel = "VALUE,..",
            split = ",",
            description = "The classes to score, e.g. 1,2,3. Default: those of either volume.")
    private @Nullable Set<Integer> chosen;

    ScoreCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
    }

    @Override
    public Integer call() {
        if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
            throw new ProblemException(
                    ExitStatus.USAGE,
                    Problem.of(
                            "bad-option",
                            "--tolerance is out of range",
                            "a length in mm, from 0",
                            "" + tolerance,
                            "choose another number"));
        }
        var prediction = read(predictionFile);
        var reference = read(referenceFile);
        requireSameGrid(prediction.geometry(), reference.geometry());
        var classes = new TreeSet<>(classes(predictionFile, prediction));
        classes.addAll(classes(referenceFile, reference));
        classes.remove(0);
        if (chosen != null) {
            classes.clear();
            classes.addAll(chosen);
        }
        var scores = new Scoring(tolerance, EmptyMasks.SCANLOOP).perClass(prediction, reference, classes);
        var table = new ScoreTable(scores, tolerance);
        return scanloop.show(document(reference.geometry(), scores), table.lines(), String.join("\n", table.remarks()));
    }

    private static Volume read(Path file) {
        try {
            return Nifti.read(file, NiftiLimits.DEFAULT);
        } catch (IOException e) {
            throw new ProblemException(ExitStatus.REFUSED, InspectCommand.problem(file, e));
        }
    }

    private static Set<Integer> classes(Path file, Volume volume) {
        var count = new OverlapCount();
        try {
            count.add(volume.voxels(), volume.voxels(), volume.voxels().length);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ExitStatus.REFUSED,
                    Problem.of(
                            "not-labels",
                            "%s is no segmentation: %s".formatted(file, e.getMessage()),
                            "name a volume of class values; `scanloop inspect %s` shows what it holds"
                                    .formatted(file)));
        }
        return count.values();
    }

    private void requireSameGrid(Geometry prediction, Geometry reference) {
        if (!reference.isClose(prediction, GRID_TOLERANCE_MM)) {
            throw new ProblemException(
                    ExitStatus.REFUSED,
                    Problem.of(
                            "other-grid",
                            "%s and %s do not lie on one grid".formatted(predictionFile, referenceFile),
                            "%s, as %s has".formatted(words(reference), referenceFile),
                            "%s in %s".formatted(words(prediction), predictionFile),
                            "resample the segmentation to the grid of the reference, nearest neighbour"));
        }
    }

    private static String words(Geometry geometry) {
        var origin = geometry.affine().apply(0, 0, 0);
        return "shape %s, spacing %s mm, %s, first voxel at %s"
                .formatted(
                        Arrays.toString(geometry.shape()),
                        rounded(geometry.spacing()),
                        geometry.orientation(),
                        rounded(origin));
    }

    private static String rounded(double[] values) {
        var texts = Arrays.stream(values).mapToObj("%.3f"::formatted).toList();
        return texts.toString();
    }

    private ObjectNode document(Geometry geometry, SortedMap<Integer, ClassScores> scores) {
        var json =
                Json.object().put("prediction", predictionFile.toString()).put("reference", referenceFile.toString());
        var shape = json.putArray("shape");
        Arrays.stream(geometry.shape()).forEach(shape::add);
        var spacing = json.putArray("spacing");
        Arrays.stream(geometry.spacing()).mapToObj(Json::number).forEach(spacing::add);
        json.put("tolerance", tolerance);
        var classes = json.putArray("classes");
        scores.forEach((value, score) -> classes.add(document(value, score)));
        var means = json.putObject("mean");
        for (var measure : Measure.values()) {
            means.set(measure.key(), document(Summary.of(measure, scores.values())));
        }
        return json;
    }

    private static ObjectNode document(int value, ClassScores scores) {
        var overlap = scores.overlap();
        var json = Json.object()
                .put("class", value)
                .put("truePositive", overlap.truePositive())
                .put("falsePositive", overlap.falsePositive())
                .put("falseNegative", overlap.falseNegative())
                .put("trueNegative", overlap.trueNegative())
                .put("oneEmpty", scores.isOneEmpty());
        for (var measure : Measure.values()) {
            json.set(measure.key(), Json.number(measure.of(scores)));
        }
        return json;
    }

    private static ObjectNode document(Summary summary) {
        var mean = summary.mean();
        var json = Json.object();
        json.set("value", Json.number(mean.value()));
        return json.put("counted", mean.counted())
                .put("skipped", mean.skipped())
                .put("oneEmpty", summary.oneEmpty());
    }
}
