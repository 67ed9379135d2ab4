package io.scanloop.storage.layout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a label set was accepted, or withdrawn.
 *
 * @param reason why it was withdrawn; null for an acceptance
 */
public record LabelDecision(
        Instant at, String actor, @Nullable String reason) {}
