package io.scanloop.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A worker lives, and says every 10 seconds how far it is.
 *
 * @param id deterministic: {@code worker-seen/<worker>/<milliseconds>}
 * @param at when it happened
 * @param project the project of its step, or {@code -} while it is idle
 * @param worker the worker
 * @param service what it is
 * @param device where it computes, like {@code cpu-2}
 * @param run the run; null while it is idle
 * @param step the step; null while it is idle
 * @param attempt the attempt; null while it is idle
 * @param progress how much of the step is done, from 0 to 1; null while it is idle
 */
public record WorkerSeen(
        String id,
        Instant at,
        String project,
        String worker,
        Service service,
        String device,
        @Nullable String run,
        @Nullable String step,
        @Nullable String attempt,
        @Nullable Double progress)
        implements Event {
    public WorkerSeen {
        Rule.id("id", id);
        Rule.present("at", at);
        Rule.projectOrNone("project", project);
        Rule.name("worker", worker);
        Rule.present("service", service);
        Rule.text("device", device);
        Rule.nameOrNull("run", run);
        Rule.nameOrNull("step", step);
        Rule.nameOrNull("attempt", attempt);
        Rule.shareOrNull("progress", progress);
    }

    @Override
    public Topic topic() {
        return Topic.WORKERS;
    }

    @Override
    public String key() {
        return worker;
    }

    @Override
    public String subject() {
        return worker;
    }
}
