package io.scanloop.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/**
 * Points of a training run, in the order in which they came. This is the live tail: history is read from the committed
 * output of the step, each point once.
 *
 * @param id deterministic: {@code metric-batch/<run>/<step>/<attempt>/<seq>}
 * @param project the project
 * @param run the run, {@code runId} in JSON
 * @param step the step, {@code stepId} in JSON
 * @param phase the phase of the plan
 * @param seq counts the batches of the attempt, from 0
 * @param at when the last point was measured, {@code timestamp} in JSON
 * @param points at least one, at most some hundreds
 * @param attributes where they come from
 */
public record MetricBatch(
        String id,
        String project,
        @JsonProperty("runId") String run,
        @JsonProperty("stepId") String step,
        String phase,
        long seq,
        @JsonProperty("timestamp") Instant at,
        List<Point> points,
        MetricSource attributes)
        implements Event {
    public MetricBatch {
        Rule.id("id", id);
        Rule.name("project", project);
        Rule.name("run", run);
        Rule.name("step", step);
        Rule.name("phase", phase);
        Rule.atLeast(0, "seq", seq);
        Rule.present("at", at);
        points = Rule.notEmpty("points", points);
        Rule.present("attributes", attributes);
    }

    @Override
    public Topic topic() {
        return Topic.METRICS_TRAINING;
    }

    @Override
    public String key() {
        return run;
    }

    @Override
    public String subject() {
        return run;
    }
}
