package io.scanloop.cli.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.method.WeightAverage;
import io.scanloop.learning.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedTrainingTest {
    private static final Task TASK = new Task(List.of("T1"), List.of(1, 2), List.of(3.0, 3.0, 3.0), "tiny");
    private static final int TOTAL = 4;

    @TempDir
    private Path folder;

    /** Weights and what the optimiser keeps, after a training in as many runs as the clock makes of it. */
    private List<byte[]> trained(Path own, Clock clock, List<Standing> seen) throws IOException, TrainingFailed {
        var method = Methods.named("pix2rep");
        var studies = new PreparedStudies(TASK);
        var cases = studies.all(Folder.written(folder.resolve("data"), 2)).stream()
                .map(PreparedStudies.Prepared::withLabels)
                .toList();
        var views = method.finetuningViews(TASK);
        var objective = WeightAverage.beside(method.finetuning(TASK), Schedule.averaging(0.9));
        try (var trainer = Trainer.create(objective, 3, TOTAL)) {
            var saved = new SavedTraining(own, clock);
            saved.train(trainer, TOTAL, iteration -> views.draw(cases, 3, iteration), seen::add);
            var files = new ArrayList<byte[]>();
            for (var file : trainer.save(Files.createDirectories(own.resolve("end")))) {
                files.add(Files.readAllBytes(file));
            }
            return files;
        }
    }

    @Test
    void whatEndedTwiceInItsMiddleComesToTheSameBits() throws IOException, TrainingFailed {
        var straight = new ArrayList<Standing>();
        var whole = trained(folder.resolve("straight"), Clock.of(null), straight);
        var broken = folder.resolve("broken");
        var first = new ArrayList<Standing>();
        var second = new ArrayList<Standing>();
        var third = new ArrayList<Standing>();

        assertThatThrownBy(() -> trained(broken, Clock.of(Duration.ZERO), first))
                .isInstanceOf(Clock.TimeIsUp.class);
        assertThatThrownBy(() -> trained(broken, Clock.of(Duration.ZERO), second))
                .isInstanceOf(Clock.TimeIsUp.class);
        var resumed = trained(broken, Clock.of(null), third);

        assertThat(first).extracting(Standing::iterations).containsExactly(1);
        assertThat(second).extracting(Standing::iterations).containsExactly(2);
        assertThat(third).extracting(Standing::iterations).containsExactly(3, 4);
        assertThat(third.get(1).loss()).isEqualTo(straight.get(3).loss());
        assertThat(resumed).hasSameSizeAs(whole);
        for (int i = 0; i < whole.size(); i++) {
            assertThat(resumed.get(i)).isEqualTo(whole.get(i));
        }
    }

    @Test
    void aCheckpointIsWrittenAMinuteAndOnlyTheLastStays() throws IOException, TrainingFailed {
        var now = new AtomicLong();
        var own = folder.resolve("own");
        // each look at the clock takes half a minute
        var clock = new Clock(null, () -> now.getAndAdd(30_000_000_000L));

        trained(own, clock, new ArrayList<>());

        assertThat(own.resolve("saved-3")).isDirectory();
        assertThat(own.resolve("saved-2")).doesNotExist();
        assertThat(new SavedTraining(own, clock).standing().iterations()).isEqualTo(3);
        new SavedTraining(own, clock).delete();
        assertThat(own).doesNotExist();
    }
}
