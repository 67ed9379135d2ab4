package io.scanloop.worker;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.Split;
import io.scanloop.events.StepReady;
import io.scanloop.learning.training.Trainer;
import io.scanloop.storage.layout.EncoderManifest;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Trains a segmentation network for some iterations on the labelled studies of train patients, and with a mean teacher on
 * all of theirs, in the regime of the project. The first step of a phase begins with what the regime takes of a
 * pre-training. Each step ends with a look at the validation patients; the weights that did best there so far, their moving
 * averages among them where the project has them, are named {@code best-<k>} in the manifest, and their Dice {@code
 * validation/dice} in its figures, both handed on from step to step. Predictions are made with those weights.
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
        var plan = FinetuningPlan.of(inputs);
        try (var studies = place.cases(task);
                var trainer = Trainer.create(
                        plan.objective(method, task),
                        step.order().seed(),
                        step.order().phaseIterations());
                var course = new TrainingCourse(inputs, attempt, trainer, progress)) {
            // the method's own, whatever the regime: it is what an export compares with its own version's
            course.provenance().put("program_sha256", Trainer.program(method.finetuning(task)));
            if (!course.restore()) {
                plan.note(course.provenance());
                takeEncoder(inputs, plan, course, trainer);
            }
            var cases = inputs.labelledOf(Split.TRAIN).stream()
                    .map(studies::labelled)
                    .toList();
            var watched = inputs.labelledOf(Split.VALIDATION).stream()
                    .map(studies::labelled)
                    .toList();
            var stopped = course.train(plan.batches(inputs, cases, studies), cancellation);
            if (stopped.isPresent()) {
                return course.stop(stopped.get());
            }
            var files = course.save();
            var judged = judged(inputs, candidates(plan, files, course), watched, cancellation);
            if (judged.isEmpty()) {
                return course.stop(cancellation.cause().orElseThrow());
            }
            judged.forEach(one -> course.log().add(one.figures(), trainer.iteration()));
            var uploaded = course.upload(files, attempt::put);
            return attempt.commit(course.standing(best(course, judged, uploaded, attempt)));
        }
    }

    /** Begins with what the regime takes of published weights, or else of a pre-training, where there is one. */
    private static void takeEncoder(StepInputs inputs, FinetuningPlan plan, TrainingCourse course, Trainer trainer)
            throws IOException {
        var published = inputs.publishedWeights();
        if (published.isPresent()) {
            takePublished(published.get(), inputs, plan, course, trainer);
            return;
        }
        var encoder = inputs.earlier("encoder");
        var rule = plan.loading(inputs.method(), inputs.task());
        if (encoder.isPresent() && rule.isPresent()) {
            var files = weights(encoder.get());
            var folder = course.fetch(files, "encoder");
            List<Path> paths = files.keySet().stream()
                    .map(role -> folder.resolve(WeightFiles.file(role)))
                    .toList();
            course.provenance().put("encoder", Provenance.hash(files));
            course.provenance().put("encoder_matched", Export.into(trainer, paths, rule.get(), inputs));
        }
    }

    private static void takePublished(
            EncoderManifest encoder, StepInputs inputs, FinetuningPlan plan, TrainingCourse course, Trainer trainer)
            throws IOException {
        var rule = plan.published(inputs.method(), inputs.task());
        if (rule.isPresent()) {
            var file = course.fetch(Map.of("published", encoder.object()), "encoder")
                    .resolve(WeightFiles.file("published"));
            course.provenance().put("encoder", encoder.object().sha256());
            course.provenance().put("encoder_name", encoder.encoder());
            course.provenance().put("encoder_matched", Export.published(trainer, file, rule.get(), inputs));
        }
    }

    private static List<Candidate> candidates(FinetuningPlan plan, List<Path> files, TrainingCourse course)
            throws IOException {
        var weights = files.stream().filter(WeightFiles::isWeights).toList();
        return plan.isAveraged() ? Candidate.ofAveraged(weights, course) : Candidate.of(weights);
    }

    /** How good each candidate is on the validation patients. */
    private record Judged(Candidate candidate, Validation validation) {
        boolean isRaw() {
            return candidate.name().equals(Candidate.RAW);
        }

        /** As they are published: those of averages have a name of their own. */
        Map<String, Double> figures() {
            var figures = new LinkedHashMap<String, Double>();
            validation
                    .figures()
                    .forEach((name, value) ->
                            figures.put(isRaw() ? name : name.replaceFirst("/", "/" + candidate.name() + "/"), value));
            return figures;
        }
    }

    /** In the order of the candidates; empty when that was cancelled. */
    private static List<Judged> judged(
            StepInputs inputs, List<Candidate> candidates, List<StudyCase> watched, Cancellation cancellation)
            throws IOException {
        var task = inputs.task();
        var judged = new ArrayList<Judged>();
        for (var candidate : candidates) {
            try (var predictor = inputs.method().predictor(task, candidate.files())) {
                var validation = Validation.of(predictor, watched, task.classValues(), cancellation);
                if (validation.isEmpty()) {
                    return List.of();
                }
                judged.add(new Judged(candidate, validation.get()));
            }
        }
        return judged;
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

    /** Names the best weights of the phase so far: the better of those just judged, or those that came before. */
    private static SortedMap<String, ObjectRef> best(
            TrainingCourse course, List<Judged> judged, SortedMap<String, ObjectRef> uploaded, Attempt attempt)
            throws IOException {
        var outputs = new TreeMap<>(uploaded);
        var earlier = course.begin().files("best-");
        Double before = course.begin().figures().get(DICE);
        var better = judged.stream()
                .reduce((one, next) ->
                        next.validation().orZero() > one.validation().orZero() ? next : one)
                .orElseThrow();
        double dice = better.validation().orZero();
        if (judged.size() > 1) {
            judged.forEach(one -> course.figures()
                    .put(
                            "validation/%s/dice".formatted(one.candidate().name()),
                            one.validation().orZero()));
        }
        course.figures().put(DICE + "/last", dice);
        if (!earlier.isEmpty() && before != null && dice < before) {
            outputs.putAll(earlier);
            return outputs;
        }
        course.figures().put(DICE, dice);
        if (judged.size() == 1) {
            Standing.files(uploaded, "weights-")
                    .forEach((role, file) -> outputs.put(role.replace("weights-", "best-"), file));
        } else {
            outputs.putAll(course.uploadWeights(better.candidate().files(), attempt::put));
            course.provenance().put("best", better.candidate().name());
        }
        return outputs;
    }
}
