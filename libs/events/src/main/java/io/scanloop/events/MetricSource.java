package io.scanloop.events;

/**
 * Where the points of a batch come from.
 *
 * @param method the method, like {@code amae}
 * @param preset the preset, like {@code tiny}
 * @param worker the worker
 * @param attempt the attempt
 */
public record MetricSource(String method, String preset, String worker, String attempt) {
    public MetricSource {
        Rule.name("method", method);
        Rule.name("preset", preset);
        Rule.name("worker", worker);
        Rule.name("attempt", attempt);
    }
}
