package io.scanloop.worker;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.Split;
import io.scanloop.events.StepReady;
import io.scanloop.learning.training.Trainer;
import io.scanloop.storage.layout.StepManifest;
import io.scanloop.worker.checkpoint.Standing;
import io.scanloop.worker.checkpoint.WeightFiles;
import io.scanloop.workflow.step.Cancellation;
import io.scanloop.workflow.step.Progress;
import io.scanloop.workflow.step.StepFailure;
import io.scanloop.workflow.step.StepOutcome;
import io.scanloop.workflow.step.StepWork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Trains a segmentation network for some iterations on the labelled studies of train patients. The first step of a phase
 * begins with the encoder of a pre-training where there is one. Each step ends with a look at the validation patients;
 * the weights that did best there so far are named {@code best-<k>} in the manifest, and their Dice
 * {@code validation/dice} in its figures, both handed on from step to step. Predictions are made with those weights.
 */
final class FinetuneStep implements StepWork {
    /** Name of the figure by which weights are compared. */
    private static final String DICE = "validation/dice";

    private final Workplace place;

    FinetuneStep(Workplace place) {
        this.place = place;
    }

    @Override
    public StepOutcome run(StepReady step, String name, Progress progress, Cancellation cancellation) throws Exception {
        var attempt = place.attempt(step, name);
        var committed = attempt.committed();
        if (committed.isPresent()) {
            return committed.get();
        }
        var inputs = StepInputs.redeem(place, step);
        var method = inputs.method();
        var task = inputs.task();
        try (var studies = place.cases(task);
                var trainer = Trainer.create(
                        method.finetuning(task),
                        step.order().seed(),
                        step.order().phaseIterations());
                var course = new TrainingCourse(inputs, attempt, trainer, progress)) {
            if (!course.restore()) {
                takeEncoder(inputs, course, trainer);
            }
            var cases = inputs.labelledOf(Split.TRAIN).stream()
                    .map(studies::labelled)
                    .toList();
            var watched = inputs.labelledOf(Split.VALIDATION).stream()
                    .map(studies::labelled)
                    .toList();
            var stopped = course.train(method.finetuningViews(task), cases, cancellation);
            if (stopped.isPresent()) {
                return course.stop(stopped.get());
            }
            var files = course.save();
            var weights = files.stream().filter(WeightFiles::isWeights).toList();
            Optional<Validation> validation;
            try (var predictor = method.predictor(task, weights)) {
                validation = Validation.of(predictor, watched, task.classValues(), cancellation);
            }
            if (validation.isEmpty()) {
                return course.stop(cancellation.cause().orElseThrow());
            }
            course.log().add(validation.get().figures(), trainer.iteration());
            return attempt.commit(course.standing(best(course, validation.get(), course.upload(files, attempt::put))));
        }
    }

    /** Begins with the encoder of a pre-training, if the plan names one. */
    private static void takeEncoder(StepInputs inputs, TrainingCourse course, Trainer trainer) throws IOException {
        var encoder = inputs.earlier("encoder");
        if (encoder.isPresent()) {
            var files = weights(encoder.get());
            var folder = course.fetch(files, "encoder");
            List<Path> paths = files.keySet().stream()
                    .map(role -> folder.resolve(WeightFiles.file(role)))
                    .toList();
            course.provenance().put("encoder", Provenance.hash(files));
            course.provenance().put("encoder_matched", Export.into(trainer, paths, inputs));
        }
    }

    private static SortedMap<String, ObjectRef> weights(StepManifest encoder) {
        var weights = Standing.files(encoder.outputs(), "weights-");
        if (weights.isEmpty()) {
            throw StepFailure.permanent(
                    "no-encoder",
                    "step %s of run %s, named as the encoder, left no weights"
                            .formatted(encoder.step(), encoder.run()));
        }
        return weights;
    }

    /** Names the best weights of the phase so far: those just uploaded, or those that the step before handed on. */
    private static SortedMap<String, ObjectRef> best(
            TrainingCourse course, Validation validation, SortedMap<String, ObjectRef> uploaded) {
        var outputs = new TreeMap<>(uploaded);
        var earlier = course.begin().files("best-");
        Double before = course.begin().figures().get(DICE);
        course.figures().put(DICE + "/last", validation.orZero());
        if (earlier.isEmpty() || before == null || validation.orZero() >= before) {
            Standing.files(uploaded, "weights-")
                    .forEach((role, file) -> outputs.put(role.replace("weights-", "best-"), file));
            course.figures().put(DICE, validation.orZero());
        } else {
            outputs.putAll(earlier);
        }
        return outputs;
    }
}
