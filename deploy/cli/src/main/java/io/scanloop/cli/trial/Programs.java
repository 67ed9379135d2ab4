package io.scanloop.cli.trial;

import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.weights.Fold;
import io.scanloop.learning.weights.Loading;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What trainings run, as short hashes: the text of the program with the numbers of its optimiser. */
final class Programs {
    /** Counts the changes of crops, views, first weights and calibration, of which no program's text speaks. */
    static final int LAW = 1;

    /** Counts the changes of what parameters are computed from others on the way, which no rule has as text. */
    private static final int FOLD_LAW = 1;

    /** Iterations of the phase by which schedules are told apart. */
    private static final int SAMPLES = 1000;

    private final Task task;
    private final Function<String, Method> methods;
    private final Map<String, String> known = new HashMap<>();
    private final Map<String, Integer> matched = new HashMap<>();

    /** @param task of any preset */
    Programs(Task task) {
        this(task, Methods::named);
    }

    /** @param methods by id */
    Programs(Task task, Function<String, Method> methods) {
        this.task = task;
        this.methods = methods;
    }

    Method method(Plan.Tried tried) {
        return methods.apply(tried.method());
    }

    private Task task(Plan.Tried tried) {
        return task.with(tried.preset());
    }

    /** Iterations of a cell's fine-tuning: its budget, and the cost of the pre-training where that is matched. */
    int iterations(Cell cell) {
        var pretraining = cell.pretraining();
        return cell.arm() == Arm.COMPUTE_MATCHED && pretraining != null
                ? cell.iterations() + matched(pretraining)
                : cell.iterations();
    }

    private int matched(Cell.Pretraining pretraining) {
        var tried = pretraining.method();
        return matched.computeIfAbsent(
                "%s %s %d".formatted(tried.method(), tried.preset(), pretraining.iterations()),
                unseen -> IterationCosts.equivalent(method(tried), task(tried), pretraining.iterations()));
    }

    /** Multiply-accumulates of an iteration of a cell's fine-tuning. */
    double cost(Cell cell, Plan.Tried tried) {
        return IterationCosts.cost(cell.arm().finetuning(method(tried), task(tried)));
    }

    /** Multiply-accumulates of an iteration of a pre-training. */
    double cost(Cell.Pretraining pretraining) {
        var tried = pretraining.method();
        return IterationCosts.cost(method(tried).pretraining(task(tried)));
    }

    /**
     * Of a fine-tuning, and of the pre-training whose weights it loads, or with the iterations that match one; that of the
     * classifier is its name.
     */
    String of(Cell cell) {
        var tried = cell.method();
        if (tried == null) {
            return Cell.CLASSIFIER;
        }
        var finetuning = known.computeIfAbsent(
                "%s %s %s".formatted(tried.method(), tried.preset(), cell.arm()),
                unseen -> digest(cell.arm().finetuning(method(tried), task(tried))) + use(cell, tried));
        var loads = cell.loaded();
        if (cell.arm() == Arm.COMPUTE_MATCHED) {
            return "%s, %d iterations".formatted(finetuning, iterations(cell));
        }
        return loads == null ? finetuning : finetuning + of(loads);
    }

    String of(Cell.Pretraining pretraining) {
        var tried = pretraining.method();
        return known.computeIfAbsent(
                "%s %s".formatted(tried.method(), tried.preset()),
                unseen -> digest(method(tried).pretraining(task(tried))));
    }

    /** How a network is asked of windows, and what of a pre-training it takes. */
    private String use(Cell cell, Plan.Tried tried) {
        var method = method(tried);
        var loading = cell.arm().regime().loading(method, task(tried));
        return "%s, %s"
                .formatted(
                        method.windows(task(tried)),
                        loading.map(rule -> new TreeMap<>(rule.renamed())
                                        + " "
                                        + new TreeSet<>(rule.dropped())
                                        + folded(rule))
                                .orElse(""));
    }

    private static String folded(Loading rule) {
        return rule.folds().isEmpty()
                ? ""
                : " law %d of %s"
                        .formatted(
                                FOLD_LAW,
                                rule.folds().stream().map(Fold::target).sorted().toList());
    }

    private static String digest(Objective objective) {
        return Cell.digest(Trainer.explain(objective) + numbers(objective));
    }

    /** What the program is told of from outside, by value: a schedule has no text that another process would give it. */
    private static String numbers(Objective objective) {
        var plan = objective.optimizer();
        var teacher = objective.teacher();
        var inputs = new TreeMap<String, String>();
        objective.inputs().forEach((name, schedule) -> inputs.put(name, sampled(schedule)));
        return "decay %s, betas %s %s, epsilon %s, clip %s, rules %s, rate %s, teacher %s, inputs %s"
                .formatted(
                        plan.weightDecay(),
                        plan.beta1(),
                        plan.beta2(),
                        plan.epsilon(),
                        plan.clipNorm(),
                        plan.rates(),
                        sampled(plan.rate()),
                        teacher == null
                                ? "none"
                                : "%s %s %s"
                                        .formatted(teacher.student(), teacher.teacher(), sampled(teacher.momentum())),
                        inputs);
    }

    private static String sampled(Schedule schedule) {
        return IntStream.range(0, SAMPLES)
                .mapToObj(iteration -> Double.toString(schedule.at(iteration, SAMPLES)))
                .collect(Collectors.joining(" "));
    }
}
