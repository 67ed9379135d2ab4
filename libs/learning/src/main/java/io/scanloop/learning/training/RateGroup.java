package io.scanloop.learning.training;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.method.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Parameters that are updated together, because they learn at the same multiple of the rate. A multiplier of 0 freezes
 * them; so are buffers, which the network itself updates, and what is frozen for good. Those of a teacher are a group
 * that follows the group of their students, in the same order.
 *
 * <p>The program gets them, and what the optimiser keeps of them, as lists of their own: the engine would take the
 * update of a list that was put together inside the program for work without effect and leave it out.
 *
 * @param begin share of the phase for which they rest first
 * @param follows the group of the students; null: nobody's teacher
 */
record RateGroup(
        int number,
        double multiplier,
        double begin,
        List<Graph.Parameter> parameters,
        @Nullable RateGroup follows) {

    /** What parameters of a group have in common. */
    private record Kind(double multiplier, double begin, boolean isFollowed, boolean isBuffer) {}

    /**
     * The groups of an objective, in order of their first parameters, teachers last.
     *
     * @throws IllegalArgumentException when a parameter of the teacher follows nothing; it is named
     */
    static List<RateGroup> of(Objective objective, List<Graph.Parameter> parameters) {
        Map<String, Graph.Parameter> teachers = teachers(objective, parameters);
        var byKind = new LinkedHashMap<Kind, RateGroup>();
        for (var parameter : parameters) {
            String path = parameter.value().name();
            if (objective.teacher() == null || !objective.teacher().isTeacher(path)) {
                var rule = objective.optimizer().rule(path);
                double multiplier = parameter.isTrained() ? rule.multiplier() : 0;
                var kind = new Kind(
                        multiplier,
                        multiplier == 0 ? 0 : rule.begin(),
                        teachers.containsKey(path),
                        parameter.role() == Graph.Role.BUFFER);
                byKind.computeIfAbsent(
                                kind,
                                k -> new RateGroup(byKind.size(), k.multiplier(), k.begin(), new ArrayList<>(), null))
                        .parameters()
                        .add(parameter);
            }
        }
        var groups = new ArrayList<>(byKind.values());
        byKind.forEach((kind, group) -> {
            if (kind.isFollowed()) {
                var following = group.paths().stream()
                        .map(path -> Objects.requireNonNull(teachers.get(path)))
                        .toList();
                groups.add(new RateGroup(groups.size(), 0, 0, following, group));
            }
        });
        return List.copyOf(groups);
    }

    /** Whether an update by sums of gradients needs it: it learns, follows or is followed. */
    boolean isUpdated(List<RateGroup> all) {
        return !isFrozen()
                || follows != null
                || all.stream().map(RateGroup::follows).anyMatch(this::equals);
    }

    /** Parameters of the teacher by the paths that they follow. */
    private static Map<String, Graph.Parameter> teachers(Objective objective, List<Graph.Parameter> parameters) {
        var teachers = new HashMap<String, Graph.Parameter>();
        var teacher = objective.teacher();
        if (teacher == null) {
            return teachers;
        }
        var shapes = new HashMap<String, Graph.Parameter>();
        parameters.forEach(parameter -> shapes.put(parameter.value().name(), parameter));
        for (var parameter : parameters) {
            String path = parameter.value().name();
            if (teacher.isTeacher(path)) {
                var student = shapes.get(teacher.studentOf(path));
                if (student == null
                        || !Arrays.equals(
                                student.value().shape(), parameter.value().shape())) {
                    throw new IllegalArgumentException("%s needs %s of the same shape to follow, got %s"
                            .formatted(parameter.value(), teacher.studentOf(path), student));
                }
                teachers.put(teacher.studentOf(path), parameter);
            }
        }
        return teachers;
    }

    /** Whether the network updates them. */
    boolean isBuffer() {
        return parameters.get(0).role() == Graph.Role.BUFFER;
    }

    boolean isFrozen() {
        return multiplier == 0;
    }

    /** Whether they rest first: the program is told of each iteration whether they learn. */
    boolean isLate() {
        return begin > 0;
    }

    /** Whether they learn already. */
    boolean isOpen(long iteration, long total) {
        return iteration >= Math.floor(begin * total);
    }

    /** Paths of the parameters. */
    List<String> paths() {
        return parameters.stream().map(parameter -> parameter.value().name()).toList();
    }

    String weights() {
        return "weights_" + number;
    }

    String means() {
        return "means_" + number;
    }

    String squares() {
        return "squares_" + number;
    }

    String counts() {
        return "counts_" + number;
    }

    /** Whether a late group learns in this iteration, as a number that is 0 or 1. */
    String open() {
        return "open_" + number;
    }

    /** Of gradients, where several batches make one update. */
    String sums() {
        return "sums_" + number;
    }
}
