package io.scanloop.worker;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.Split;
import io.scanloop.events.StepKind;
import io.scanloop.events.StepReady;
import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Task;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.EncoderManifest;
import io.scanloop.storage.layout.Finetuning;
import io.scanloop.storage.layout.ProjectVersion;
import io.scanloop.storage.layout.SegmentedClass;
import io.scanloop.storage.layout.SnapshotStudy;
import io.scanloop.storage.layout.Snapshots;
import io.scanloop.storage.layout.StepManifest;
import io.scanloop.worker.checkpoint.Standing;
import io.scanloop.workflow.step.StepFailure;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a step works on.
 *
 * @param finetuning how the project fine-tunes
 * @param published an {@link EncoderManifest} of the weights that it starts from in place of a pre-training; null for none
 * @param studies of the snapshot that have a contrast of the task, sorted by study id
 */
record StepInputs(
        Workplace place,
        StepReady step,
        Method method,
        Task task,
        Finetuning finetuning,
        @Nullable ObjectRef published,
        List<SnapshotStudy> studies) {

    static StepInputs redeem(Workplace place, StepReady step) {
        var order = step.order();
        var version = Documents.redeem(place.store(), order.configuration(), ProjectVersion.class);
        var configuration = version.configuration();
        var task = new Task(
                configuration.contrasts(),
                configuration.classes().stream().map(SegmentedClass::value).toList(),
                configuration.spacing(),
                order.preset());
        var studies = new Snapshots(place.store())
                .studies(order.snapshot()).stream()
                        .filter(study -> study.contrasts().stream().anyMatch(task.contrasts()::contains))
                        .toList();
        return new StepInputs(
                place,
                step,
                method(place, order.method()),
                task,
                configuration.finetuningOrDefault(),
                version.encoder(),
                studies);
    }

    private static Method method(Workplace place, String name) {
        try {
            return place.methods().apply(name);
        } catch (IllegalArgumentException e) {
            throw StepFailure.permanent("unknown-method", String.valueOf(e.getMessage()));
        }
    }

    /** Studies of the patients on one side; a run without any cannot go on. */
    List<SnapshotStudy> of(Split side) {
        return some(studies.stream().filter(study -> study.split() == side).toList(), "studies", side);
    }

    /** Studies of the validation side, with labels or without; there may be none. */
    List<SnapshotStudy> heldOut() {
        return studies.stream()
                .filter(study -> study.split() == Split.VALIDATION)
                .toList();
    }

    /** As {@link #of}, those with labels. */
    List<SnapshotStudy> labelledOf(Split side) {
        return some(
                studies.stream()
                        .filter(study -> study.split() == side && study.isLabelled())
                        .toList(),
                "labelled studies",
                side);
    }

    private List<SnapshotStudy> some(List<SnapshotStudy> found, String what, Split side) {
        if (found.isEmpty()) {
            throw StepFailure.permanent(
                    "no-studies",
                    "%s needs %s on the side %s, the snapshot of %d has none: send some, then start another run"
                            .formatted(step.subject(), what, side, studies.size()));
        }
        return found;
    }

    /** The manifest of an earlier step that was given for a role. */
    Optional<StepManifest> earlier(String role) {
        Optional<ObjectRef> reference =
                Optional.ofNullable(step.order().inputs().get(role));
        return reference.map(manifest -> Documents.redeem(place.store(), manifest, StepManifest.class));
    }

    /** What is known of the published weights that the project starts from, if it does. */
    Optional<EncoderManifest> publishedWeights() {
        return Optional.ofNullable(published)
                .map(manifest -> Documents.redeem(place.store(), manifest, EncoderManifest.class));
    }

    /**
     * Where the step begins: at what an interrupted attempt saved; else, where it trains, after the previous step, or
     * afresh. Predictions need no step before them.
     */
    Standing begin() {
        var order = step.order();
        var progress = step.progress();
        Standing standing;
        if (progress != null) {
            standing = Documents.redeem(place.store(), progress, Standing.class);
        } else if (step.kind() == StepKind.EVALUATE) {
            standing = Standing.fresh(order.firstIteration());
        } else {
            standing = earlier("previous").map(Standing::after).orElseGet(() -> Standing.fresh(0));
        }
        long end = order.firstIteration() + order.iterations();
        if (standing.iteration() < order.firstIteration() || standing.iteration() > end) {
            throw StepFailure.permanent(
                    "wrong-checkpoint",
                    "%s does the iterations %d to %d, its checkpoint is at %d: it needs the step before as its input"
                            .formatted(step.subject(), order.firstIteration(), end - 1, standing.iteration()));
        }
        return standing;
    }
}
