package io.scanloop.workflow.dispatch;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** All projects of one partition number, which is the same in every topic that dispatch decides on. */
final class Holding {
    private final Map<String, ProjectWork> projects = new HashMap<>();
    private final Set<ProjectWork> touched = new HashSet<>();
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private Map<TopicPartition, Long> ends = Map.of();
    private boolean isLive;

    ProjectWork project(String name) {
        return projects.computeIfAbsent(name, ProjectWork::new);
    }

    Collection<ProjectWork> projects() {
        return projects.values();
    }

    void touch(ProjectWork project) {
        touched.add(project);
    }

    /** Those to which something happened since this was asked last. */
    Collection<ProjectWork> takeTouched() {
        var taken = Set.copyOf(touched);
        touched.clear();
        return taken;
    }

    void passed(TopicPartition partition, long offset) {
        next.put(partition, offset + 1);
    }

    /** Where to read on; null for the beginning. */
    @Nullable
    Long next(TopicPartition partition) {
        return next.get(partition);
    }

    /** Nothing is decided until everything before these ends was folded. */
    void foldUpTo(Map<TopicPartition, Long> ends) {
        this.ends = ends;
        isLive = false;
    }

    void rest() {
        ends = Map.of();
        isLive = false;
    }

    boolean isLive() {
        return isLive;
    }

    /** Whether it goes live with this: the positions of all its partitions are at the ends, or behind. */
    boolean goesLive(Map<TopicPartition, Long> positions) {
        if (isLive || ends.isEmpty()) {
            return false;
        }
        isLive = ends.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
        if (isLive) {
            touched.addAll(projects.values());
        }
        return isLive;
    }
}
