package io.scanloop.worker;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.Split;
import io.scanloop.events.StepReady;
import io.scanloop.imaging.Nifti;
import io.scanloop.learning.inference.Predictor;
import io.scanloop.learning.study.Masks;
import io.scanloop.storage.layout.SnapshotStudy;
import io.scanloop.storage.layout.StepManifest;
import io.scanloop.worker.checkpoint.Standing;
import io.scanloop.worker.checkpoint.WeightFiles;
import io.scanloop.worker.study.StudyCase;
import io.scanloop.workflow.step.Cancellation;
import io.scanloop.workflow.step.Progress;
import io.scanloop.workflow.step.StepFailure;
import io.scanloop.workflow.step.StepOutcome;
import io.scanloop.workflow.step.StepWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Segments the labelled studies of test patients with the best weights of a fine-tuning. A mask comes out on the study's
 * own grid, in the project's class values, and lies with the patient's other objects.
 */
final class PredictStep implements StepWork {
    private final Workplace place;

    PredictStep(Workplace place) {
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
        var model = inputs.earlier("model").orElseThrow(() -> noModel(step, "names none"));
        var weights = weights(step, model);
        try (var studies = place.cases(inputs.task());
                var scratch = place.cache().scratch();
                var predictor = inputs.method().predictor(inputs.task(), fetched(weights, scratch.folder()))) {
            var slice = slice(inputs).stream().map(studies::labelled).toList();
            var begin = inputs.begin();
            var outputs = new TreeMap<>(begin.outputs());
            var mask = scratch.file("mask.nii.gz");
            long first = step.order().firstIteration();
            for (long done = begin.iteration(); done < first + slice.size(); done++) {
                var cause = cancellation.cause();
                if (cause.isPresent()) {
                    return stop(cause.get(), attempt, standing(inputs, attempt, begin, done, outputs, weights));
                }
                var study = slice.get((int) (done - first));
                write(predictor, study, inputs.task().classValues(), mask);
                var revision = study.study().revision();
                outputs.put(
                        "prediction/%s/r%d".formatted(study.id(), revision),
                        attempt.putPrediction(study.id(), revision, model(model.run()), mask));
                progress.at((done + 1 - first) / (double) slice.size());
            }
            return attempt.commit(standing(inputs, attempt, begin, first + slice.size(), outputs, weights));
        }
    }

    /** Those that did best on the validation patients in the whole phase, not the last ones. */
    private static SortedMap<String, ObjectRef> weights(StepReady step, StepManifest model) {
        var best = Standing.files(model.outputs(), "best-");
        if (best.isEmpty()) {
            throw noModel(step, "names %s of %s, which left no best weights".formatted(model.step(), model.run()));
        }
        return best;
    }

    private static StepFailure noModel(StepReady step, String found) {
        return StepFailure.permanent(
                "no-model",
                "%s needs the last step of a fine-tuning as its input \"model\", but %s"
                        .formatted(step.subject(), found));
    }

    private List<Path> fetched(SortedMap<String, ObjectRef> weights, Path scratch) throws IOException {
        var folder = Files.createDirectory(scratch.resolve("weights"));
        place.weights().fetch(weights, folder);
        return weights.keySet().stream()
                .map(role -> folder.resolve(WeightFiles.file(role)))
                .toList();
    }

    private static List<SnapshotStudy> slice(StepInputs inputs) {
        var order = inputs.step().order();
        var all = inputs.labelledOf(Split.TEST);
        long end = order.firstIteration() + order.iterations();
        if (end > all.size()) {
            throw StepFailure.permanent(
                    "too-few-studies",
                    "%s predicts the test studies %d to %d, the snapshot has %d: was it planned from another one?"
                            .formatted(inputs.step().subject(), order.firstIteration(), end - 1, all.size()));
        }
        return all.subList((int) order.firstIteration(), (int) end);
    }

    private static void write(Predictor predictor, StudyCase study, List<Integer> classValues, Path file)
            throws IOException {
        var indices = Masks.predicted(predictor, study, study.grid());
        var mapped = Masks.onto(indices, study.source(), classValues.size() + 1);
        Nifti.write(file, Masks.withValues(mapped, classValues), Masks.type(classValues));
    }

    /** The model version that a run makes: {@code m12} of {@code r12}. */
    private static String model(String run) {
        return "m" + run.substring(1);
    }

    private static Standing standing(
            StepInputs inputs,
            Attempt attempt,
            Standing begin,
            long done,
            SortedMap<String, ObjectRef> outputs,
            SortedMap<String, ObjectRef> weights) {
        var provenance = Provenance.of(inputs.step().order());
        provenance.put("weights", Provenance.hash(weights));
        return new Standing(done, outputs, new TreeMap<>(), provenance, begin.deviceSeconds() + attempt.seconds());
    }

    private static StepOutcome stop(Cancellation.Cause cause, Attempt attempt, Standing standing) {
        if (cause != Cancellation.Cause.DRAIN) {
            attempt.discard();
            return new StepOutcome.Abandoned();
        }
        return new StepOutcome.Interrupted(attempt.save(standing), standing.iteration(), "the worker was told to end");
    }
}
