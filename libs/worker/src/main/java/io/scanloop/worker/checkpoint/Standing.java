package io.scanloop.worker.checkpoint;

import io.scanloop.events.ObjectRef;
import io.scanloop.storage.layout.StepManifest;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a step came: all that whoever goes on needs. An interrupted attempt leaves it as a JSON document, which names
 * the files that it saved.
 *
 * @param iteration iterations that are done, counted over the phase; where it predicts, studies
 * @param outputs object references by role, as in a {@link StepManifest}
 * @param figures what was measured so far, by name
 * @param provenance what is known of how it was made, by name
 * @param deviceSeconds time that earlier attempts at the step held their device, in seconds
 */
public record Standing(
        long iteration,
        SortedMap<String, ObjectRef> outputs,
        SortedMap<String, Double> figures,
        SortedMap<String, String> provenance,
        double deviceSeconds) {

    /** The file name of the document. */
    public static final String FILE = "progress.json";

    public Standing {
        outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
        figures = Collections.unmodifiableSortedMap(new TreeMap<>(figures));
        provenance = Collections.unmodifiableSortedMap(new TreeMap<>(provenance));
    }

    /** Where a phase begins. */
    public static Standing fresh(long iteration) {
        return new Standing(iteration, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), 0);
    }

    /** Where a step begins that follows another one: its metrics and its time are its own. */
    public static Standing after(StepManifest previous) {
        var outputs = new TreeMap<>(previous.outputs());
        outputs.remove("metrics");
        return new Standing(previous.iteration(), outputs, previous.figures(), previous.provenance(), 0);
    }

    /** The outputs whose roles begin so, for example {@code weights-}. */
    public SortedMap<String, ObjectRef> files(String prefix) {
        return files(outputs, prefix);
    }

    /** Those of some outputs whose roles begin so. */
    public static SortedMap<String, ObjectRef> files(SortedMap<String, ObjectRef> outputs, String prefix) {
        return outputs.subMap(prefix, prefix + Character.MAX_VALUE);
    }
}
