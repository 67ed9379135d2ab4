package io.scanloop.cli.trial;

import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.program.Switches;
import io.scanloop.learning.training.Trainer;
import java.util.HashMap;
import java.util.Map;

/** What trainings run, as short hashes: the text of the program with the numbers of its optimiser. */
final class Programs {
    private final Task task;
    private final Map<String, String> known = new HashMap<>();

    /** @param task of any preset */
    Programs(Task task) {
        this.task = task;
    }

    /** Of a fine-tuning, and of the pre-training whose weights it loads; that of the classifier is its name. */
    String of(Cell cell) {
        var tried = cell.method();
        if (tried == null) {
            return Cell.CLASSIFIER;
        }
        var method = Methods.named(tried.method());
        var own = Tasks.with(task, tried.preset());
        var finetuning = known.computeIfAbsent(
                "%s %s %s".formatted(tried.method(), tried.preset(), cell.arm().regime()),
                unseen -> digest(cell.arm().regime().finetuning(method, own)));
        var loads = cell.loaded();
        return loads == null ? finetuning : finetuning + of(loads);
    }

    String of(Cell.Pretraining pretraining) {
        var tried = pretraining.method();
        Method method = Methods.named(tried.method());
        return known.computeIfAbsent(
                "%s %s".formatted(tried.method(), tried.preset()),
                unseen -> digest(method.pretraining(Tasks.with(task, tried.preset()))));
    }

    private static String digest(Objective objective) {
        return Cell.digest(Trainer.explain(objective, Switches.PLAIN) + objective.optimizer());
    }
}
