package io.scanloop.cli.trial;

import io.scanloop.learning.inference.Predictor;
import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Regime;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.method.WeightAverage;
import io.scanloop.learning.random.CounterRandom;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.view.Case;
import io.scanloop.learning.view.Views;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.Shards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;

/**
 * Trains cells and judges their weights, those of the last iteration: there are no patients to choose others by. A training
 * that did not come to its end is gone on with.
 */
final class Finetuning {
    /** Iterations after which running statistics have forgotten where they began, to 0.5 %. */
    private static final int CALIBRATION = 50;

    private static final String CALIBRATING = "calibration";

    private final Plan plan;
    private final Programs programs;
    private final PreparedStudies studies;
    private final List<TrialStudy> unlabelled;
    private final Pretrainings pretrainings;
    private final Judgement judgement;
    private final Path folder;
    private final Path scratch;
    private final Clock clock;
    private final Watch watch;

    /**
     * @param unlabelled what arms with a teacher see without labels
     * @param folder for the checkpoints of all cells
     * @param scratch a folder that may be made and removed
     */
    Finetuning(
            Plan plan,
            Programs programs,
            PreparedStudies studies,
            List<TrialStudy> unlabelled,
            Pretrainings pretrainings,
            Judgement judgement,
            Path folder,
            Path scratch,
            Clock clock,
            Watch watch) {
        this.plan = plan;
        this.programs = programs;
        this.studies = studies;
        this.unlabelled = unlabelled;
        this.pretrainings = pretrainings;
        this.judgement = judgement;
        this.folder = folder;
        this.scratch = scratch;
        this.clock = clock;
        this.watch = watch;
    }

    private SavedTraining saved(String key) {
        return new SavedTraining(folder.resolve(key), clock);
    }

    /**
     * How far a cell's training is.
     *
     * @param key of the cell
     */
    Standing standing(String key) throws IOException {
        return saved(key).standing();
    }

    /** Removes the checkpoint of a cell whose result is written. */
    void forget(String key) throws IOException {
        saved(key).delete();
    }

    /**
     * Does it, from the checkpoint on where there is one. The checkpoint stays until it is {@linkplain #forget forgotten}.
     *
     * @param key of the cell
     * @throws Clock.TimeIsUp when the time ended before; what was trained is saved
     * @throws TrainingFailed when it comes to nothing
     */
    CellResult run(Cell cell, Plan.Tried tried, String key) throws IOException, TrainingFailed {
        double begun = clock.now();
        var method = programs.method(tried);
        var task = studies.task().with(tried.preset());
        var regime = cell.arm().regime();
        int total = programs.iterations(cell);
        // the same for all arms of a set: they begin with the same heads and see the same crops
        long seed = CounterRandom.of(plan.seed(), "trial/finetuning", cell.labels(), cell.set())
                .nextLong();
        List<? extends Case> cases = studies.all(cell.studies()).stream()
                .map(PreparedStudies.Prepared::withLabels)
                .toList();
        var protocol = cell.arm().protocol(tried.layerDecay(), plan.average());
        var views = protocol.views(method, task);
        List<? extends Case> others = protocol.isTaught()
                ? studies.all(unlabelled).stream()
                        .map(PreparedStudies.Prepared::unlabelled)
                        .toList()
                : cases;
        SavedTraining.delete(scratch);
        Files.createDirectories(scratch);
        var saved = saved(key);
        try (var trainer = Trainer.create(protocol.objective(method, task), seed, total)) {
            var before = saved.standing();
            if (before.iterations() == 0) {
                load(trainer, cell, method, task);
                if (regime.isCalibrated()) {
                    var calibrating = new SavedTraining(saved.folder().resolve(CALIBRATING), clock);
                    calibrate(trainer, Regime.calibration(method, task), views, cases, seed, calibrating);
                }
            }
            var end = saved.train(
                    trainer,
                    total,
                    iteration -> protocol.isTaught()
                            ? views.draw(cases, others, seed, iteration)
                            : views.draw(cases, seed, iteration),
                    standing -> watch.live("%s: %d of %d iterations, loss %.4f"
                            .formatted(cell.words(), standing.iterations(), total, standing.loss())));
            saved.save(trainer, end); // judging takes its time, too
            var files = weights(trainer, "trained");
            var dice = new EnumMap<CellResult.Weights, List<CellResult.StudyDice>>(CellResult.Weights.class);
            var own = protocol.isTaught() ? WeightAverage.averages() : WeightAverage.weights();
            dice.put(CellResult.Weights.RAW, judged(method, task, files, own, "raw"));
            if (protocol.average() > 0) {
                dice.put(CellResult.Weights.AVERAGED, judged(method, task, files, WeightAverage.averages(), "average"));
            }
            double training = end.seconds() - before.seconds();
            return new CellResult(key, total, end.loss(), end.seconds(), clock.now() - begun - training, dice);
        } finally {
            SavedTraining.delete(scratch);
        }
    }

    private void load(Trainer trainer, Cell cell, Method method, Task task) throws IOException, TrainingFailed {
        var loading = cell.arm().regime().loading(method, task);
        var pretraining = cell.loaded();
        if (loading.isPresent() && pretraining != null) {
            try {
                trainer.load(pretrainings.weights(pretraining), loading.get());
            } catch (IllegalArgumentException e) {
                throw new TrainingFailed("the weights of the pre-training cannot be loaded", e);
            }
        }
    }

    private void calibrate(
            Trainer trainer,
            Objective objective,
            Views views,
            List<? extends Case> cases,
            long seed,
            SavedTraining calibration)
            throws IOException, TrainingFailed {
        try (var calibrating = Trainer.create(objective, seed, CALIBRATION)) {
            var end = calibration.train(
                    calibrating, CALIBRATION, iteration -> views.draw(cases, seed, iteration), standing -> {});
            calibration.save(calibrating, end);
            trainer.load(weights(calibrating, "calibrated"), Loading.byName());
        }
    }

    private List<Path> weights(Trainer trainer, String name) throws IOException {
        return trainer.saveWeights(Files.createDirectories(scratch.resolve(name)));
    }

    private List<CellResult.StudyDice> judged(Method method, Task task, List<Path> files, Loading part, String name)
            throws IOException, TrainingFailed {
        var own = Files.createDirectories(scratch.resolve(name));
        try (var predictor = predictor(method, task, Shards.excerpt(files, part, own, "weights"))) {
            return judgement.of(predictor, clock);
        }
    }

    private static Predictor predictor(Method method, Task task, List<Path> weights)
            throws IOException, TrainingFailed {
        try {
            return method.predictor(task, weights);
        } catch (IllegalArgumentException e) {
            throw new TrainingFailed("the network of the prediction does not take the weights", e);
        }
    }
}
