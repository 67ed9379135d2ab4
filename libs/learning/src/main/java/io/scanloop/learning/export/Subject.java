package io.scanloop.learning.export;

import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Task;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is exported.
 *
 * @param classNames of the task's class values, in their order
 * @param weights safetensors files of a fine-tuning
 * @param provenance where the weights come from, by name, such as project, run and hashes
 */
public record Subject(
        Method method, Task task, List<String> classNames, List<Path> weights, SortedMap<String, String> provenance) {

    /** Checks that there is a name for each class. */
    public Subject {
        if (classNames.size() != task.classValues().size()) {
            throw new IllegalArgumentException("each class needs a name, got the classes %s and the names %s"
                    .formatted(task.classValues(), classNames));
        }
        classNames = List.copyOf(classNames);
        weights = List.copyOf(weights);
        provenance = Collections.unmodifiableSortedMap(new TreeMap<>(provenance));
    }
}
