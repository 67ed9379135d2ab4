package io.scanloop.storage.layout;

import java.time.Instant;
import java.util.SortedMap;

/**
 * One annotator's segmentation of a study; immutable.
 *
 * @param revision the study's revision on whose grid it was checked
 * @param labels id within the study: {@code l1}, {@code l2}, ... in order of arrival
 * @param version counts this annotator's segmentations of the study from 1
 * @param annotator who drew it
 * @param volume the segmentation, on the study's grid
 * @param voxels number of voxels by class value, background (0) included
 * @param actor who sent it
 */
public record LabelManifest(
        String project,
        String patient,
        String study,
        int revision,
        String labels,
        int version,
        String annotator,
        Instant at,
        StoredVolume volume,
        SortedMap<Integer, Long> voxels,
        String actor) {}
