package io.scanloop.cli.trial;

import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.program.Compute;
import io.scanloop.learning.study.Preparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Runs a plan on a folder of studies: cell by cell, what tells most first, until all is done or the time is up. What is done
 * rests in the folder of the trial, so the same command goes on where it was ended, in whatever way.
 */
public final class Trial {
    private static final String CELLS = "cells.jsonl";
    private static final String PRETRAININGS = "pretrainings";
    private static final String FINETUNINGS = "finetunings";
    private static final String SCRATCH = "scratch";

    private final Plan plan;
    private final Sides sides;
    private final Task task;
    private final Path folder;
    private final Clock clock;
    private final Watch watch;
    private final PreparedStudies studies;
    private final Judgement judgement;
    private final Pretrainings pretrainings;
    private final Finetuning finetuning;
    private final Pace pace;
    private final Agenda agenda;
    private final List<Comparison> comparisons;
    private final Map<String, Cell> cells;
    private final List<String> remarks = new ArrayList<>();

    /**
     * Prepares a trial.
     *
     * @param folder for its results; made when it is not there
     * @param clock how long it may take
     * @throws IllegalArgumentException when the studies are not what the plan needs
     */
    public Trial(Plan plan, List<TrialStudy> all, Path folder, Clock clock, Watch watch) throws IOException {
        this(plan, all, folder, clock, watch, Methods::named);
    }

    /** @param methods by id */
    Trial(Plan declared, List<TrialStudy> all, Path folder, Clock clock, Watch watch, Function<String, Method> methods)
            throws IOException {
        this.sides = Sides.of(declared, all);
        this.folder = Files.createDirectories(folder);
        this.clock = clock;
        this.watch = watch;
        this.task = new Task(declared.contrasts(), declared.classes(), spacing(declared, sides), "tiny");
        this.plan = declared.distinct(task, remarks);
        var programs = new Programs(task, methods);
        var seen = "laws %d %d|%s|%s|%s|%s|threads %s"
                .formatted(
                        Preparation.LAW,
                        Programs.LAW,
                        plan.contrasts(),
                        task.spacing(),
                        Compute.version(),
                        Compute.device(),
                        Compute.threads());
        var setting = "%s|%s|%d|%s|%s|%s"
                .formatted(
                        seen, plan.classes(), plan.seed(), plan.average(), tokens(sides.test()), tokens(sides.train()));
        this.studies = new PreparedStudies(task);
        this.judgement = new Judgement(studies, sides.test());
        this.pretrainings =
                new Pretrainings(folder.resolve(PRETRAININGS), seen, programs, studies, sides.train(), clock, watch);
        this.finetuning = new Finetuning(
                plan,
                programs,
                studies,
                sides.train(),
                pretrainings,
                judgement,
                folder.resolve(FINETUNINGS),
                folder.resolve(SCRATCH),
                clock,
                watch);
        this.comparisons = Comparison.of(plan, sides, remarks);
        this.cells = Comparison.cells(comparisons, cell -> cell.key(setting + "|" + programs.of(cell)));
        this.pace = new Pace(programs);
        this.agenda = new Agenda(plan, comparisons, cells, pace, pretrainings, finetuning);
    }

    private static List<String> tokens(List<TrialStudy> studies) {
        return studies.stream().map(TrialStudy::token).toList();
    }

    private static List<Double> spacing(Plan plan, Sides sides) throws IOException {
        if (!plan.spacing().isEmpty()) {
            return plan.spacing();
        }
        var first = sides.train().get(0);
        var any = new Task(plan.contrasts(), plan.classes(), List.of(1.0, 1.0, 1.0), "tiny");
        var spacing = new ArrayList<Double>();
        for (double edge : new PreparedStudies(any).get(first).source().spacing()) {
            spacing.add(Math.rint(edge * 1000) / 1000);
        }
        return spacing;
    }

    /** Has the report say something about the studies. */
    public void remark(String remark) {
        remarks.add(remark);
    }

    /** Works while there is time, then writes the report into the folder. */
    public Report run() throws IOException {
        try (var log = CellLog.open(folder.resolve(CELLS))) {
            var results = log.results();
            for (var cell : cells.entrySet()) {
                var known = results.get(cell.getKey());
                if (known != null) {
                    pace.learn(cell.getValue(), known);
                    finetuning.forget(cell.getKey()); // where it ended between result and removal
                }
            }
            pace.learn(agenda.pretrainings(), pretrainings);
            tellOthers(results);
            watch.said("%d of %d cells are done; training on %d studies, judging on %d of %d patients"
                    .formatted(
                            cells.size() - agenda.missing(results).size(),
                            cells.size(),
                            sides.train().size(),
                            sides.test().size(),
                            sides.testPatients().size()));
            try {
                for (var work = agenda.next(results, clock.left());
                        work.isPresent();
                        work = agenda.next(results, clock.left())) {
                    run(work.get(), log);
                }
            } catch (Clock.TimeIsUp e) {
                watch.said("the time is up; what was under way is done in the next run");
                pace.learn(agenda.pretrainings(), pretrainings);
            }
            return report(results);
        }
    }

    /** Results that are none of this trial's: trained anew without a word, they would look lost. */
    private void tellOthers(Map<String, CellResult> results) {
        if (!results.isEmpty() && cells.keySet().stream().noneMatch(results::containsKey)) {
            watch.said(
                    "none of the %d results in %s is of this plan, these studies and programs, %s on %s with %s threads: they stay, for the run that made them"
                            .formatted(
                                    results.size(),
                                    folder.resolve(CELLS),
                                    Compute.version(),
                                    Compute.device(),
                                    Compute.threads()));
        }
    }

    private void run(Agenda.Work work, CellLog log) throws IOException {
        if (work instanceof Agenda.Work.Pretrain pretrain) {
            make(pretrain.pretraining(), log);
            pace.learn(agenda.pretrainings(), pretrainings);
        } else if (work instanceof Agenda.Work.Train train) {
            add(train.cell(), done(train.cell()), log);
        }
    }

    /** Where it comes to nothing, neither do the cells that wait for it. */
    private void make(Cell.Pretraining pretraining, CellLog log) throws IOException {
        try {
            pretrainings.make(pretraining);
        } catch (TrainingFailed e) {
            for (var cell : agenda.missing(log.results())) {
                if (pretraining.equals(cell.loaded())) {
                    var reason = "its pre-training failed: " + e.reason();
                    add(cell, CellResult.failed(agenda.key(cell), 0, reason), log);
                }
            }
        }
    }

    private CellResult done(Cell cell) throws IOException {
        var key = agenda.key(cell);
        var tried = cell.method();
        if (tried == null) {
            var all = new ArrayList<>(
                    sides.train().stream().filter(TrialStudy::isLabelled).toList());
            all.addAll(sides.test());
            return new VoxelFloor(studies, judgement, all, clock).run(cell, key);
        }
        double begun = clock.now();
        try {
            return finetuning.run(cell, tried, key);
        } catch (TrainingFailed e) {
            return CellResult.failed(key, clock.now() - begun, e.reason());
        }
    }

    private void add(Cell cell, CellResult result, CellLog log) throws IOException {
        log.add(cell, result);
        finetuning.forget(result.key());
        pace.learn(cell, result);
        var missing = agenda.missing(log.results());
        watch.said("%s: %s; %d cells missing, about %s"
                .formatted(
                        cell.words(),
                        result.isFailed()
                                ? "failed, " + result.failure()
                                : "Dice %.3f, %.0f s".formatted(result.mean(weights()), result.seconds()),
                        missing.size(),
                        Report.minutes(seconds(missing))));
    }

    private double seconds(List<Cell> missing) throws IOException {
        double seconds = 0;
        for (var cell : missing) {
            seconds += agenda.seconds(cell);
        }
        for (double left : agenda.remaining(missing).values()) {
            seconds += left;
        }
        return seconds;
    }

    private CellResult.Weights weights() {
        return plan.average() > 0 ? CellResult.Weights.AVERAGED : CellResult.Weights.RAW;
    }

    private Report report(Map<String, CellResult> results) throws IOException {
        var byCell = new HashMap<Cell, CellResult>();
        var failures = new LinkedHashMap<Cell, String>();
        cells.forEach((key, cell) -> {
            var result = results.get(key);
            if (result != null && result.failure() != null) {
                failures.put(cell, result.failure());
            } else if (result != null) {
                byCell.put(cell, result);
            }
        });
        var missing = agenda.missing(results);
        var gaps = new ArrayList<Report.Gap>();
        for (var comparison : comparisons) {
            var open = comparison.pairs().stream()
                    .map(Comparison.Pair::cell)
                    .filter(missing::contains)
                    .toList();
            if (!open.isEmpty()) {
                double seconds = 0;
                for (var cell : open) {
                    seconds += agenda.seconds(cell);
                }
                gaps.add(new Report.Gap(comparison, open.size(), seconds));
            }
        }
        var made = new ArrayList<Report.Pretrained>();
        for (var pretraining : agenda.pretrainings()) {
            var standing = pretrainings.standing(pretraining);
            made.add(new Report.Pretrained(pretraining, standing, pace.seconds(pretraining, standing)));
        }
        var report = new Report(
                plan,
                task,
                sides,
                Row.of(comparisons, byCell, missing, weights(), plan),
                byCell,
                failures,
                gaps,
                made,
                List.copyOf(remarks),
                weights(),
                Compute.device(),
                Compute.threads());
        report.write(folder);
        return report;
    }
}
