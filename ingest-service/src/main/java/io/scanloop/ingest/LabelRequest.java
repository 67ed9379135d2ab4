package io.scanloop.ingest;

import org.jspecify.annotations.Nullable;

/**
 * What a sender says of a segmentation.
 *
 * @param annotator who drew it: a user name, a tool
 */
public record LabelRequest(@Nullable String annotator) {}
