package io.scanloop.eval.judge;

import io.scanloop.eval.view.RunRecord;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.RunStarted;
import io.scanloop.events.Split;
import io.scanloop.events.StepKind;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.Sha256;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.storage.layout.ProjectVersion;
import io.scanloop.storage.layout.SegmentedClass;
import io.scanloop.storage.layout.SnapshotStudy;
import io.scanloop.storage.layout.Snapshots;
import io.scanloop.storage.layout.StepManifest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a completed run left, as its manifests and its snapshot say.
 *
 * @param finetuned manifest of its last fine-tuning step
 * @param predictions manifests of its prediction steps
 * @param labelled the labelled studies of its snapshot, sorted by study id
 */
record Evidence(
        RunRecord run,
        ProjectConfiguration configuration,
        StepManifest finetuned,
        List<StepManifest> predictions,
        List<SnapshotStudy> labelled) {

    static Evidence gather(ObjectStore store, RunRecord run) {
        var started = run.started();
        var finetuned = run.steps(StepKind.FINETUNE);
        if (finetuned.isEmpty()) {
            throw new IllegalStateException(
                    "%s of %s is completed, so a fine-tuning step of it must be committed, none is: look at step-events"
                            .formatted(started.run(), started.project()));
        }
        var last = finetuned.get(finetuned.size() - 1).completed().manifest();
        return new Evidence(
                run,
                Documents.redeem(store, started.configuration(), ProjectVersion.class)
                        .configuration(),
                Documents.redeem(store, last, StepManifest.class),
                run.steps(StepKind.EVALUATE).stream()
                        .map(step -> Documents.redeem(store, step.completed().manifest(), StepManifest.class))
                        .toList(),
                new Snapshots(store)
                        .studies(started.snapshot()).stream()
                                .filter(SnapshotStudy::isLabelled)
                                .toList());
    }

    RunStarted started() {
        return run.started();
    }

    String model() {
        return run.model();
    }

    List<Integer> classValues() {
        return configuration.classes().stream().map(SegmentedClass::value).toList();
    }

    /** The labelled studies of a side. */
    List<SnapshotStudy> studies(Split side) {
        return labelled.stream().filter(study -> study.split() == side).toList();
    }

    /** Labelled patients by side. */
    TreeMap<Split, Integer> patients() {
        var counts = new TreeMap<Split, Integer>();
        for (var side : Split.values()) {
            counts.put(side, (int) studies(side).stream()
                    .map(SnapshotStudy::patient)
                    .distinct()
                    .count());
        }
        return counts;
    }

    /** Names the set of test studies. */
    String panel() {
        var ids = studies(Split.TEST).stream().map(SnapshotStudy::study).collect(Collectors.joining("\n"));
        return Sha256.of(ids.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    /** Masks by study, each of the revision that the snapshot names. */
    Map<String, ObjectRef> masks() {
        var masks = new TreeMap<String, ObjectRef>();
        for (var study : studies(Split.TEST)) {
            var role = "prediction/%s/r%d".formatted(study.study(), study.revision());
            for (var manifest : predictions) {
                var mask = manifest.outputs().get(role);
                if (mask != null) {
                    masks.put(study.study(), mask);
                }
            }
        }
        return masks;
    }

    /** The best weights of the fine-tuning, or else its last, shard by shard. */
    List<ObjectRef> weights() {
        var best = shards("best-");
        var weights = best.isEmpty() ? shards("weights-") : best;
        if (weights.isEmpty()) {
            throw new IllegalStateException("the manifest of %s/%s must name weights, it names %s"
                    .formatted(
                            started().run(),
                            finetuned.step(),
                            finetuned.outputs().keySet()));
        }
        return weights;
    }

    private List<ObjectRef> shards(String prefix) {
        var shards = new ArrayList<Map.Entry<Integer, ObjectRef>>();
        finetuned.outputs().forEach((role, object) -> {
            if (role.startsWith(prefix)) {
                shards.add(Map.entry(Integer.parseInt(role.substring(prefix.length())), object));
            }
        });
        return shards.stream()
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .map(Map.Entry::getValue)
                .toList();
    }
}
