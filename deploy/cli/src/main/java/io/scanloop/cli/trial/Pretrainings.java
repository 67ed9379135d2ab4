package io.scanloop.cli.trial;

import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.training.ExportTrial;
import io.scanloop.learning.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Pre-trainings on all studies of the side of training, each in a folder of its own: made once, shared by all cells that load
 * it, and gone on with where a run ended in its middle.
 */
final class Pretrainings {
    private final Path folder;
    private final String setting;
    private final Programs programs;
    private final PreparedStudies studies;
    private final List<TrialStudy> unlabelled;
    private final Clock clock;
    private final Watch watch;

    /**
     * @param folder for all of them
     * @param setting what all of them have in common
     */
    Pretrainings(
            Path folder,
            String setting,
            Programs programs,
            PreparedStudies studies,
            List<TrialStudy> unlabelled,
            Clock clock,
            Watch watch) {
        this.folder = folder;
        this.setting = setting;
        this.programs = programs;
        this.studies = studies;
        this.unlabelled = unlabelled;
        this.clock = clock;
        this.watch = watch;
    }

    private Path folder(Cell.Pretraining pretraining) {
        var method = pretraining.method();
        var key = Cell.digest("%s|%s|%s|%s|%d|%d|%s"
                .formatted(
                        setting,
                        programs.of(pretraining),
                        method.method(),
                        method.preset(),
                        pretraining.seed(),
                        pretraining.iterations(),
                        unlabelled.stream().map(TrialStudy::token).toList()));
        return folder.resolve("%s-%s-%d-%s".formatted(method.method(), method.preset(), pretraining.seed(), key));
    }

    private SavedTraining saved(Cell.Pretraining pretraining) {
        return new SavedTraining(folder(pretraining), clock);
    }

    Standing standing(Cell.Pretraining pretraining) throws IOException {
        return saved(pretraining).standing();
    }

    /** Weights of one that is done. */
    List<Path> weights(Cell.Pretraining pretraining) throws IOException {
        try (Stream<Path> files = Files.list(folder(pretraining).resolve("weights"))) {
            // earlier versions left the optimiser's state beside them
            return files.filter(file -> file.getFileName().toString().startsWith("weights-"))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Does one to its end, or as far as the time goes.
     *
     * @throws Clock.TimeIsUp when the time ended; what was done is saved
     * @throws TrainingFailed when it comes to nothing, or its weights do not fit the fine-tuning: now, or when it was tried
     */
    void make(Cell.Pretraining pretraining) throws IOException, TrainingFailed {
        var saved = saved(pretraining);
        var known = saved.standing().failure();
        if (known != null) {
            throw new TrainingFailed(known);
        }
        try {
            make(pretraining, saved);
        } catch (TrainingFailed e) {
            if (e.isOfTraining()) {
                saved.fail(e.reason()); // it would again; what does not fit may after the next change
            }
            throw e;
        }
    }

    private void make(Cell.Pretraining pretraining, SavedTraining saved) throws IOException, TrainingFailed {
        var method = programs.method(pretraining.method());
        var task = studies.task().with(pretraining.method().preset());
        var own = Files.createDirectories(saved.folder());
        var cases = studies.all(unlabelled).stream()
                .map(PreparedStudies.Prepared::unlabelled)
                .toList();
        var views = method.pretrainingViews(task);
        int total = pretraining.iterations();
        Standing end;
        try (var trainer = Trainer.create(method.pretraining(task), pretraining.seed(), total)) {
            if (saved.standing().iterations() == 0) {
                tryExport(trainer, method, task, own.resolve("untrained"));
            }
            end = saved.train(
                    trainer,
                    total,
                    iteration -> views.draw(cases, pretraining.seed(), iteration),
                    standing -> watch.live("pre-training %s %s, seed %d: %d of %d iterations, loss %.4f"
                            .formatted(
                                    method.id(),
                                    task.preset(),
                                    pretraining.seed(),
                                    standing.iterations(),
                                    total,
                                    standing.loss())));
            var draft = own.resolve("draft");
            SavedTraining.delete(draft);
            trainer.saveWeights(Files.createDirectories(draft));
            SavedTraining.delete(own.resolve("weights"));
            Files.move(draft, own.resolve("weights"));
        }
        var trial = exported(method, task, weights(pretraining));
        saved.finish(end);
        watch.said("pre-training %s %s, seed %d: %d iterations in %.0f s, loss %.4f; fills %.1f %% of the network"
                .formatted(
                        method.id(),
                        task.preset(),
                        pretraining.seed(),
                        total,
                        end.seconds(),
                        end.loss(),
                        100 * trial.loaded().fraction()));
    }

    /** Whether the network of the fine-tuning takes these weights is known before time is spent on them. */
    private static void tryExport(Trainer trainer, Method method, Task task, Path scratch)
            throws IOException, TrainingFailed {
        SavedTraining.delete(scratch);
        try {
            exported(method, task, trainer.saveWeights(Files.createDirectories(scratch)));
        } finally {
            SavedTraining.delete(scratch);
        }
    }

    private static ExportTrial exported(Method method, Task task, List<Path> weights)
            throws IOException, TrainingFailed {
        try {
            return ExportTrial.run(method, task, weights);
        } catch (IllegalArgumentException e) {
            throw new TrainingFailed("the weights do not fit the network of the fine-tuning", e);
        }
    }
}
