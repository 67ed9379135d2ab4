package io.scanloop.ingest;

import org.jspecify.annotations.Nullable;

/**
 * Published weights that somebody sends.
 *
 * @param name what the project is to call them
 */
public record EncoderRequest(@Nullable String name) {}
