package io.scanloop.learning.estimate;

import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.Task;
import java.util.List;

/** The phases of training. */
public enum Phase {
    PRETRAINING("pre-training"),
    FINETUNING("fine-tuning");

    private final String words;

    Phase(String words) {
        this.words = words;
    }

    /** For tables. */
    public String words() {
        return words;
    }

    /** Those that a method has, in order. */
    public static List<Phase> of(Method method) {
        return method.pretrains() ? List.of(PRETRAINING, FINETUNING) : List.of(FINETUNING);
    }

    /** What is trained in it. */
    public Objective objective(Method method, Task task) {
        return switch (this) {
            case PRETRAINING -> method.pretraining(task);
            case FINETUNING -> method.finetuning(task);
        };
    }
}
