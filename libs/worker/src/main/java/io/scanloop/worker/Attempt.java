package io.scanloop.worker;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.StepReady;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.ProjectLayout;
import io.scanloop.storage.layout.StepManifest;
import io.scanloop.worker.checkpoint.Standing;
import io.scanloop.workflow.step.StepOutcome;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One attempt at a step: where its outputs lie, and how they become the step's, or nothing. Of several attempts the first
 * to put the step's manifest wins; another one removes what it put and reports the winner.
 */
final class Attempt {
    private final ObjectStore store;
    private final Clock clock;
    private final StepReady step;
    private final String name;
    private final String worker;
    private final ProjectLayout layout;
    private final long begun = System.nanoTime();
    private final List<String> put = new ArrayList<>();

    Attempt(ObjectStore store, Clock clock, StepReady step, String name, String worker) {
        this.store = store;
        this.clock = clock;
        this.step = step;
        this.name = name;
        this.worker = worker;
        this.layout = new ProjectLayout(step.project());
    }

    /** What the step left, if it is done already. */
    Optional<StepOutcome> committed() {
        var key = layout.step(step.run(), step.step());
        return store.get(key).map(object -> {
            var manifest = Documents.read(object.bytes(), StepManifest.class);
            return new StepOutcome.Completed(
                    Documents.reference(key, object.bytes()), manifest.attempt(), manifest.deviceSeconds());
        });
    }

    /** Uploads an output. */
    ObjectRef put(String file, Path bytes) {
        return putAt(layout.output(step.run(), step.step(), name, file), bytes);
    }

    /** Uploads the mask of a study, under its patient. */
    ObjectRef putPrediction(String study, int revision, String model, Path bytes) {
        return putAt(layout.prediction(study, revision, model, name), bytes);
    }

    /** Uploads a picture of a study, under its patient. */
    ObjectRef putReconstruction(String study, Path bytes) {
        return putAt(layout.reconstruction(study, step.run(), step.step(), name), bytes);
    }

    private ObjectRef putAt(String key, Path bytes) {
        put.add(key); // before: a put whose answer was lost is to be removed as well
        return store.put(key, bytes);
    }

    /** Uploads what whoever goes on needs. */
    ObjectRef save(String file, Path bytes) {
        return putAt(layout.progress(step.run(), step.step(), name, file), bytes);
    }

    /** Says how far the attempt came, after all files that this names. */
    ObjectRef save(Standing standing) {
        var bytes = Documents.write(standing);
        var key = layout.progress(step.run(), step.step(), name, Standing.FILE);
        return store.put(key, new ByteArrayInputStream(bytes), bytes.length);
    }

    /** Time that the attempt has held its device, in seconds. */
    double seconds() {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Makes the outputs those of the step, unless another attempt was first. */
    StepOutcome commit(Standing result) {
        var manifest = new StepManifest(
                step.project(),
                step.run(),
                step.step(),
                step.kind(),
                name,
                worker,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                result.iteration(),
                result.outputs(),
                result.figures(),
                result.provenance(),
                result.deviceSeconds());
        boolean isFirst = store.putIfAbsent(layout.step(step.run(), step.step()), Documents.write(manifest));
        if (!isFirst) {
            discard();
        }
        return committed()
                .orElseThrow(() ->
                        new IllegalStateException("the manifest of %s was put and is gone: manifests are never deleted"
                                .formatted(step.subject())));
    }

    /** Removes everything that the attempt put. */
    void discard() {
        put.forEach(store::delete);
    }
}
