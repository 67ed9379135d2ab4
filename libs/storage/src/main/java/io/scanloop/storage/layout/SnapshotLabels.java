package io.scanloop.storage.layout;

import io.scanloop.events.ObjectRef;

/**
 * The segmentation that a run uses of a study.
 *
 * @param labels id within the study, like {@code l1}
 * @param manifest a {@link LabelManifest}
 */
public record SnapshotLabels(String labels, ObjectRef manifest) {}
