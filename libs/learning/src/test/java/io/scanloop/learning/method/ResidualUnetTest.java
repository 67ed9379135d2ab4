package io.scanloop.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.training.ExportTrial;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.view.Case;
import io.scanloop.learning.view.Draws;
import io.scanloop.learning.view.Studies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidualUnetTest {
    private static final Task TWO = new Task(List.of("T1", "T2"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");
    private static final OptimizerPlan FAST = OptimizerPlan.adamW(Schedule.constant(1e-2), 0, 12);

    private final ResidualUnet unet =
            new ResidualUnet(task -> new ResidualUnetPreset(8, List.of(8, 16, 16), 2, 4, 0.75, 2, FAST, 2, FAST));
    private final Case study = Studies.boxes("a", 8, true, 1);
    private final List<Case> cases = List.of(study, Studies.boxes("b", 8, false, 2));
    private final Batch images = unet.pretrainingViews(TWO).make(cases, new Draws(1, 0));
    private final Batch labelled = unet.finetuningViews(TWO).make(cases, new Draws(1, 0));

    @Test
    void gradientsReachExactlyItsParameters() {
        assertThat(Trials.unreached(unet.pretraining(TWO), images)).isEmpty();
        assertThat(Trials.unreached(unet.finetuning(TWO), labelled)).isEmpty();
    }

    @Test
    void viewsFillTheInputsOfTheirPrograms() {
        Trials.assertFits(unet.pretraining(TWO), images);
        Trials.assertFits(unet.finetuning(TWO), labelled);
        assertThat(images.inputs().get("kept").shape()).containsExactly(2, 1, 2);
    }

    @Test
    void lossesBeginWhereTheyShould() {
        // what is rebuilt begins near nothing; half of class 0 and a quarter each of the others would cost log 3
        assertThat(Trials.first(unet.finetuning(TWO), labelled).get("loss/segmentation"))
                .isBetween(1.2, 2.8);
        assertThat(Trials.first(unet.pretraining(TWO), images).get("loss/reconstruction"))
                .isBetween(0.01, 5.0);
    }

    @Test
    void whatIsHiddenCounts() {
        var bright = images.inputs().get("images").asFloats().clone();
        long[] kept = images.inputs().get("kept").asLongs();
        var isKept = new boolean[2][8];
        for (int at = 0; at < kept.length; at++) {
            isKept[at / 2][(int) kept[at]] = true;
        }
        for (int at = 0; at < bright.length; at++) {
            int block = at % 512 / 256 * 4 + at % 64 / 32 * 2 + at % 8 / 4;
            bright[at] = isKept[at / 1024][block] || at >= 1536 ? bright[at] : 3;
        }
        var changed = Trials.with(images, "images", HostTensor.of(bright, 2, 2, 8, 8, 8));

        double before = Trials.first(unet.pretraining(TWO), images).get("loss/reconstruction");
        double after = Trials.first(unet.pretraining(TWO), changed).get("loss/reconstruction");

        // what the network gives depends on what it saw alone (PictureTest), so the error grows by the brightness
        // alone: (3 - x)^2 about 9
        assertThat(after).isGreaterThan(before + 1);
    }

    @Test
    void pretrainingLearnsToRebuildABatch() {
        assertThat(Trials.left(unet.pretraining(TWO), images, 150, "loss")).isLessThan(0.5);
    }

    @Test
    void learnsABatchByHeartAndPredictsItsStudy(@TempDir Path folder) throws IOException {
        var twice = unet.finetuningViews(TWO).make(List.of(study, study), new Draws(1, 0));
        List<Path> weights;
        try (var trainer = Trainer.create(unet.finetuning(TWO), 1, 200)) {
            for (int i = 0; i < 200; i++) {
                trainer.iterate(twice);
            }
            weights = Trials.weights(trainer, folder);
        }

        short[] predicted;
        try (var predictor = unet.predictor(TWO, weights)) {
            predicted = predictor.predict(study);
        }

        assertThat(Trials.wrong(predicted, study, 8)).isLessThan(512 / 50);
    }

    @Test
    void allButTheLastUpSamplingComesOverUnchanged(@TempDir Path folder) throws IOException {
        List<Path> pretrained;
        long expected;
        try (var trainer = Trainer.create(unet.pretraining(TWO), 1, 10)) {
            trainer.iterate(images);
            pretrained = Trials.weights(trainer, folder);
            expected = trainer.parameters().keySet().stream()
                    .filter(name -> !name.startsWith("model.2."))
                    .count();
        }

        var trial = ExportTrial.run(unet, TWO, pretrained);

        assertThat(trial.difference()).isZero();
        assertThat(trial.loaded().parameters()).isEqualTo((int) expected);
        assertThat(trial.loaded().fraction()).isBetween(0.5, 0.999);
    }

    @Test
    void resumesToTheBit(@TempDir Path folder) throws IOException {
        Trials.assertResumes(unet.pretraining(TWO), images, folder);
    }

    @Test
    void presetsAreFoundByNameAndHaveTheCountsOfTheText() {
        var task = new Task(List.of("T1"), List.of(1, 2), List.of(1.0, 1.0, 1.0), "tiny");
        assertThat(Trials.count(Trials.graph(new ResidualUnet().finetuning(task)), ""))
                .isEqualTo(1_187_766);
        assertThat(Trials.count(Trials.graph(new ResidualUnet(any -> ResidualUnetPreset.SMALL).finetuning(task)), ""))
                .isEqualTo(4_741_734);
        assertThat(Trials.count(Trials.graph(new ResidualUnet(any -> ResidualUnetPreset.PAPER).finetuning(task)), ""))
                .isEqualTo(19_218_794);
        assertThat(Methods.named("residual-unet").id()).isEqualTo("residual-unet");
        assertThatThrownBy(() -> ResidualUnetPreset.ALL.named("huge")).hasMessageContaining("tiny, small and paper");
    }
}
