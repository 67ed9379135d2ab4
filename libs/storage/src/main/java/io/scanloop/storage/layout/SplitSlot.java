package io.scanloop.storage.layout;

/**
 * Who holds a place in the arrival order of a project.
 *
 * @param patient the pseudonym
 */
public record SplitSlot(String patient) {}
