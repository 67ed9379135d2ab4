package io.scanloop.eval.stream;

import io.scanloop.eval.Cohort;
import io.scanloop.eval.HandWritten;
import io.scanloop.eval.view.LoopViews;
import io.scanloop.events.MetricBatch;
import io.scanloop.events.MetricSource;
import io.scanloop.events.Point;
import io.scanloop.events.RunKind;
import io.scanloop.events.StepKind;
import io.scanloop.storage.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Runs at work: their workers tell points, stop, go on, and commit steps. Each run does one thing after the other. */
final class LoopAtWork {
    private static final String PROJECT = "brain";

    private final TopicInMemory topic;
    private final LoopViews views;
    private final Cohort cohort;
    private final Random random;
    private final List<Run> runs = new ArrayList<>();
    /** Every point that was told, and thus has to reach everybody. */
    final Map<String, Integer> told = new TreeMap<>();

    private long decisions;
    private Instant now = HandWritten.START;

    private static final class Run {
        final String name;
        int step = -1;
        int attempt;
        long seq;
        long iteration;
        final List<Point> points = new ArrayList<>();

        Run(String name) {
            this.name = name;
        }

        String stepName() {
            return "finetune-" + step;
        }
    }

    LoopAtWork(TopicInMemory topic, LoopViews views, ObjectStore store, Random random) {
        this.topic = topic;
        this.views = views;
        this.cohort = new Cohort(store, PROJECT);
        this.random = random;
        views.on(HandWritten.configured(PROJECT));
        views.complete();
    }

    /** One thing happens. */
    void happen() {
        now = now.plusSeconds(60);
        if (runs.size() < 3 && (runs.isEmpty() || random.nextInt(12) == 0)) {
            begin();
            return;
        }
        var run = runs.get(random.nextInt(runs.size()));
        int chance = random.nextInt(10);
        if (run.step < 0 || chance == 0) {
            commit(run);
        } else if (chance == 1) {
            goOnElsewhere(run);
        } else {
            tell(run);
        }
    }

    private void begin() {
        var started = HandWritten.started(
                PROJECT, ++decisions, RunKind.FINETUNE, HandWritten.phase("finetune", StepKind.FINETUNE, 9, 100));
        views.on(started);
        runs.add(new Run(started.run()));
    }

    /** The step is committed, and the next one sent. */
    private void commit(Run run) {
        if (run.step >= 0) {
            var step = run.stepName();
            var manifest = cohort.measured(run.name, step, StepKind.FINETUNE, attempt(run), run.points);
            views.on(HandWritten.committed(PROJECT, run.name, step, StepKind.FINETUNE, attempt(run), manifest));
            run.points.clear();
        }
        run.step++;
        run.attempt++;
        run.seq = 0;
        var sent = HandWritten.scheduled(PROJECT, ++decisions, run.name, run.stepName(), StepKind.FINETUNE);
        views.on(sent);
    }

    /** The worker is stopped and saves; another goes on. What was told is not told again. */
    private static void goOnElsewhere(Run run) {
        run.attempt++;
        run.seq = 0;
    }

    private void tell(Run run) {
        var points = new ArrayList<Point>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            run.iteration++;
            points.add(Point.of("finetune/loss", random.nextDouble(), run.iteration));
            points.add(Point.of("validation/dice", random.nextDouble(), run.iteration));
        }
        run.points.addAll(points);
        points.forEach(
                point -> told.put("%s/%s/%s/%d".formatted(run.name, run.stepName(), point.key(), point.step()), 1));
        var batch = new MetricBatch(
                "metric-batch/%s/%s/%s/%d".formatted(run.name, run.stepName(), attempt(run), run.seq),
                PROJECT,
                run.name,
                run.stepName(),
                "finetune",
                run.seq,
                now,
                points,
                new MetricSource("amae", "tiny", "worker-1", attempt(run)));
        run.seq++;
        topic.append(batch);
        if (random.nextInt(8) == 0) {
            topic.append(batch); // sent twice
        }
    }

    private static String attempt(Run run) {
        return "a" + run.attempt;
    }
}
