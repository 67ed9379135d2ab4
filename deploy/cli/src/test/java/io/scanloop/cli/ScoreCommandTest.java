package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.imaging.Affine;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.Nifti;
import io.scanloop.imaging.NiftiType;
import io.scanloop.imaging.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreCommandTest {
    private static final Offset<Double> CLOSE = Offset.offset(1e-6);

    @TempDir
    Path folder;

    private final Screen screen = new Screen();

    @Test
    void scoresEachClassOfEitherVolume() throws IOException {
        var reference = TinyVolume.write(folder.resolve("labels.nii"), 2, 0, 1, 1, 1, 0, 2, 2, 0);
        var prediction = TinyVolume.write(folder.resolve("predicted.nii"), 2, 0, 0, 1, 1, 1, 0, 0, 3);

        var exit = screen.run("score", prediction, reference, "--json");

        assertThat(exit).isZero();
        var json = screen.json();
        assertThat(json.path("classes").findValuesAsText("class")).containsExactly("1", "2", "3");
        var first = json.path("classes").path(0);
        assertThat(first.path("dice").asDouble()).isCloseTo(4 / 6.0, CLOSE);
        assertThat(first.path("hd").asDouble()).isCloseTo(2, CLOSE);
        assertThat(first.path("volumeError").asDouble()).isZero();
        assertThat(first.path("truePositive").asInt()).isEqualTo(2);
        var missed = json.path("classes").path(1);
        assertThat(missed.path("oneEmpty").asBoolean()).isTrue();
        assertThat(missed.path("volumeError").asDouble()).isEqualTo(-16);
        assertThat(missed.path("hd95").asDouble()).isCloseTo(Math.sqrt(16 * 16 + 4 + 4), CLOSE);
        var mean = json.path("mean");
        assertThat(mean.path("dice").path("value").asDouble()).isCloseTo(4 / 18.0, CLOSE);
        assertThat(mean.path("hd95").path("oneEmpty").asInt()).isEqualTo(2);
        assertThat(mean.path("relativeVolumeError").path("skipped").asInt()).isEqualTo(1);
    }

    @Test
    void scoresTheClassesThatAreNamed() throws IOException {
        var reference = TinyVolume.write(folder.resolve("labels.nii"), 2, 0, 1, 1, 1, 0, 2, 2, 0);
        var prediction = TinyVolume.write(folder.resolve("predicted.nii"), 2, 0, 0, 1, 1, 1, 0, 0, 3);

        screen.run("score", prediction, reference, "--json", "--classes", "1,7");

        var classes = screen.json().path("classes");
        assertThat(classes.findValuesAsText("class")).containsExactly("1", "7");
        var nowhere = classes.path(1);
        assertThat(nowhere.path("dice").asText()).isEqualTo("NaN");
        assertThat(nowhere.path("hd95").asText()).isEqualTo("NaN");
        assertThat(nowhere.path("trueNegative").asInt()).isEqualTo(8);
        assertThat(screen.json().path("mean").path("dice").path("skipped").asInt())
                .isEqualTo(1);
    }

    @Test
    void saysItInTables() throws IOException {
        var reference = TinyVolume.write(folder.resolve("labels.nii"), 2, 0, 1, 1, 1, 0, 2, 2, 0);
        var prediction = TinyVolume.write(folder.resolve("predicted.nii"), 2, 0, 0, 1, 1, 1, 0, 0, 3);

        screen.run("score", prediction, reference);

        assertThat(screen.out())
                .contains("class  Dice   IoU    precision  recall")
                .contains("1      0.667  0.500  0.667      0.667")
                .contains("NSD at 1 mm")
                .contains("-16", "-100.0 %", "mean");
        assertThat(screen.err()).contains("class 2 is only in the reference", "class 3 is only in the prediction");
    }

    @Test
    void theToleranceIsThatOfTheSurfaces() throws IOException {
        var reference = TinyVolume.write(folder.resolve("labels.nii"), 2, 1, 1, 1, 0, 0, 0);
        var prediction = TinyVolume.write(folder.resolve("predicted.nii"), 2, 0, 1, 1, 1, 0, 0);

        screen.run("score", prediction, reference, "--json", "--tolerance", "2");

        assertThat(screen.json().path("classes").path(0).path("nsd").asDouble()).isEqualTo(1);
        assertThat(screen.json().path("tolerance").asDouble()).isEqualTo(2);
    }

    @Test
    void itselfIsPerfect() throws IOException {
        var labels = TinyVolume.write(folder.resolve("labels.nii"), 2, 1, 1, 1, 0, 0, 0);

        screen.run("score", labels, labels, "--json");

        var scores = screen.json().path("classes").path(0);
        assertThat(scores.path("dice").asDouble()).isEqualTo(1);
        assertThat(scores.path("assdArea").asDouble()).isZero();
    }

    @Test
    void otherGridsAreRefusedAndBothAreNamed() throws IOException {
        var reference = TinyVolume.write(folder.resolve("labels.nii"), 2, 1, 0, 0);
        var longer = TinyVolume.write(folder.resolve("longer.nii"), 2, 1, 0, 0, 0);
        var coarser = TinyVolume.write(folder.resolve("coarser.nii"), 2.1, 1, 0, 0);

        assertThat(screen.run("score", longer, reference)).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.run("score", coarser, reference)).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err())
                .contains(longer + " and " + reference + " do not lie on one grid")
                .contains("shape [3, 1, 1]", "shape [4, 1, 1]")
                .contains("spacing [2.100, 2.100, 2.100]")
                .contains("resample");
    }

    @Test
    void anImageIsNoSegmentation() throws IOException {
        var reference = TinyVolume.write(folder.resolve("labels.nii"), 2, 1, 0, 0);
        var image = folder.resolve("image.nii.gz");
        var geometry = new Geometry(3, 1, 1, Affine.scaling(2, 2, 2));
        Nifti.write(image, new Volume(geometry, new float[] {0.5f, 1, 2}), NiftiType.FLOAT32);

        assertThat(screen.run("score", image, reference)).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("image.nii.gz is no segmentation", "0.5");
    }

    @Test
    void whatIsNoVolumeOrNotThereIsRefused() throws IOException {
        var reference = TinyVolume.write(folder.resolve("labels.nii"), 2, 1, 0, 0);
        var text = Files.writeString(folder.resolve("text.nii"), "no volume");

        assertThat(screen.run("score", text, reference)).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.run("score", reference, folder.resolve("none.nii"))).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("text.nii is refused", "none.nii cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "NaN", "Infinity", "wide"})
    void aToleranceIsALength(String tolerance) throws IOException {
        var labels = TinyVolume.write(folder.resolve("labels.nii"), 2, 1, 0, 0);

        assertThat(screen.run("score", labels, labels, "--tolerance=" + tolerance))
                .isEqualTo(ExitStatus.USAGE.code());
        assertThat(screen.err()).contains("--tolerance");
    }

    @Test
    void nothingInEitherIsSaid() throws IOException {
        var labels = TinyVolume.write(folder.resolve("labels.nii"), 2, 0, 0, 0);

        assertThat(screen.run("score", labels, labels)).isZero();
        assertThat(screen.err()).contains("nothing to score");
    }
}
