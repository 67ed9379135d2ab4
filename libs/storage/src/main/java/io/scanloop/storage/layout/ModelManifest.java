package io.scanloop.storage.layout;

import io.scanloop.events.ObjectRef;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A model version: weights, and all that is needed to run them and to know where they come from.
 *
 * @param model the model version, like {@code m12}
 * @param run the run that made it
 * @param classes what it segments
 * @param contrasts what it takes, in the order of its inputs; any non-empty subset may be present
 * @param spacing voxel size in mm along X, Y, Z at which it works
 * @param weights safetensors shards
 * @param configuration the configuration of the run
 * @param snapshot what it learned from
 * @param seed seed of the run
 * @param encoder manifest of the pre-training step that it started from; null when it started from scratch
 * @param provenance how it was made, by name
 */
public record ModelManifest(
        String project,
        String model,
        String run,
        int generation,
        Instant at,
        String method,
        String preset,
        List<SegmentedClass> classes,
        List<String> contrasts,
        List<Double> spacing,
        List<ObjectRef> weights,
        ObjectRef configuration,
        ObjectRef snapshot,
        long seed,
        @Nullable ObjectRef encoder,
        SortedMap<String, String> provenance) {}
