package io.scanloop.cli.trial;

import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Regime;
import io.scanloop.learning.method.Schedule;
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
import java.util.Map;

/** Trains one cell and judges its weights, those of the last iteration: there are no patients to choose others by. */
final class Finetuning {
    /** Iterations after which running statistics have forgotten where they began, to 0.5 %. */
    private static final int CALIBRATION = 50;

    private final Plan plan;
    private final PreparedStudies studies;
    private final Pretrainings pretrainings;
    private final Judgement judgement;
    private final Path scratch;
    private final Clock clock;
    private final Watch watch;

    /** @param scratch a folder that may be made and removed */
    Finetuning(
            Plan plan,
            PreparedStudies studies,
            Pretrainings pretrainings,
            Judgement judgement,
            Path scratch,
            Clock clock,
            Watch watch) {
        this.plan = plan;
        this.studies = studies;
        this.pretrainings = pretrainings;
        this.judgement = judgement;
        this.scratch = scratch;
        this.clock = clock;
        this.watch = watch;
    }

    /**
     * Does it.
     *
     * @param key of the cell
     * @throws Clock.TimeIsUp when the time ended before; nothing is kept then
     */
    CellResult run(Cell cell, Plan.Tried tried, String key) throws IOException {
        double begun = clock.now();
        var method = Methods.named(tried.method());
        var task = Tasks.with(studies.task(), tried.preset());
        var regime = cell.arm().regime();
        int total = iterations(cell, method, task);
        // the same for all arms of a set: they begin with the same heads and see the same crops
        long seed = CounterRandom.of(plan.seed(), "trial/finetuning", cell.labels(), cell.set())
                .nextLong();
        List<? extends Case> cases = studies.all(cell.studies()).stream()
                .map(PreparedStudies.Prepared::withLabels)
                .toList();
        var views = method.finetuningViews(task);
        Pretrainings.delete(scratch);
        Files.createDirectories(scratch);
        var objective = objective(regime, method, task, tried);
        // a teacher of the method's own is judged as the method has it
        boolean isAveraged = plan.average() > 0 && objective.teacher() == null;
        if (isAveraged) {
            objective = WeightAverage.beside(objective, Schedule.averaging(plan.average()));
        }
        try (var trainer = Trainer.create(objective, seed, total)) {
            var loading = regime.loading(method, task);
            var pretraining = cell.loaded();
            if (loading.isPresent() && pretraining != null) {
                trainer.load(pretrainings.weights(pretraining), loading.get());
            }
            if (regime.isCalibrated()) {
                calibrate(trainer, Regime.calibration(method, task), views, cases, seed);
            }
            double loss = Double.NaN;
            double training = 0;
            for (int i = 0; i < total; i++) {
                clock.check();
                double before = clock.now();
                loss = trainer.iterate(views.draw(cases, seed, i)).getOrDefault("loss", Double.NaN);
                training += clock.now() - before;
                watch.live("%s: %d of %d iterations, loss %.4f".formatted(cell.words(), i + 1, total, loss));
            }
            var files = weights(trainer, "trained");
            var dice = new EnumMap<CellResult.Weights, List<CellResult.StudyDice>>(CellResult.Weights.class);
            dice.put(CellResult.Weights.RAW, judged(method, task, files, WeightAverage.weights(), "raw"));
            if (isAveraged) {
                dice.put(CellResult.Weights.AVERAGED, judged(method, task, files, WeightAverage.averages(), "average"));
            }
            return new CellResult(key, total, loss, training, clock.now() - begun - training, dice);
        } finally {
            Pretrainings.delete(scratch);
        }
    }

    /** Its budget, and the cost of the pre-training where that is matched. */
    static int iterations(Cell cell, Method method, Task task) {
        var matched = cell.pretraining();
        return cell.arm() == Arm.COMPUTE_MATCHED && matched != null
                ? cell.iterations() + Tasks.equivalent(method, task, matched.iterations())
                : cell.iterations();
    }

    private Objective objective(Regime regime, Method method, Task task, Plan.Tried tried) {
        var objective = regime.finetuning(method, task);
        if (regime.isPretrained() && tried.layerDecay() < 1) {
            var rates = method.layers(task).rates(tried.layerDecay());
            return objective.with(
                    objective.name(), objective.program(), objective.optimizer().and(rates));
        }
        return objective;
    }

    private void calibrate(Trainer trainer, Objective objective, Views views, List<? extends Case> cases, long seed)
            throws IOException {
        try (var calibrating = Trainer.create(objective, seed, CALIBRATION)) {
            for (int i = 0; i < CALIBRATION; i++) {
                clock.check();
                calibrating.iterate(views.draw(cases, seed, i));
            }
            trainer.load(weights(calibrating, "calibrated"), new Loading(Map.of("", ""), List.of(), List.of()));
        }
    }

    private List<Path> weights(Trainer trainer, String name) throws IOException {
        return trainer.save(Files.createDirectories(scratch.resolve(name))).stream()
                .filter(file -> file.getFileName().toString().startsWith("weights-"))
                .toList();
    }

    private List<CellResult.StudyDice> judged(Method method, Task task, List<Path> files, Loading part, String name)
            throws IOException {
        var folder = Files.createDirectories(scratch.resolve(name));
        try (var predictor = method.predictor(task, Shards.excerpt(files, part, folder, "weights"))) {
            return judgement.of(predictor, clock);
        }
    }
}
