package io.scanloop.learning.method;

/**
 * Parameters that learn faster or slower than the rest.
 *
 * @param prefix of their paths
 * @param multiplier of the learning rate; 0 freezes them
 */
public record RateRule(String prefix, double multiplier) {}
