package io.scanloop.worker;

import io.scanloop.events.Split;
import io.scanloop.events.StepReady;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.view.Draws;
import io.scanloop.workflow.step.Cancellation;
import io.scanloop.workflow.step.Progress;
import io.scanloop.workflow.step.StepOutcome;
import io.scanloop.workflow.step.StepWork;
import java.util.Collections;

/**
 * Trains an encoder for some iterations on the studies of train patients, whose labels it does not look at. Goes on from
 * the step before, or begins afresh, and leaves weights, optimiser state and points. Before a phase begins, its export
 * into the fine-tuning is tried out, so that no compute is spent on an encoder that nobody could use. At its end it looks at
 * some batches of validation patients, from which it does not learn, and leaves a picture of what it rebuilds of one of them,
 * or of a study that it saw where there is no such patient.
 */
final class PretrainStep implements StepWork {
    /** The same ones after every step, so that their figures can be compared. */
    private static final int BATCHES_HELD_OUT = 4;

    private final Workplace place;

    PretrainStep(Workplace place) {
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
                        method.pretraining(task),
                        step.order().seed(),
                        step.order().phaseIterations());
                var course = new TrainingCourse(inputs, attempt, trainer, progress)) {
            if (!course.restore()) {
                course.provenance().put("export_matched", Export.tried(course.initialWeights(), inputs));
            }
            var cases = inputs.of(Split.TRAIN).stream().map(studies::unlabelled).toList();
            var views = method.pretrainingViews(task);
            long seed = step.order().seed();
            var stopped = course.train(iteration -> views.draw(cases, seed, iteration), cancellation);
            if (stopped.isPresent()) {
                return course.stop(stopped.get());
            }
            var heldOut = inputs.heldOut().stream().map(studies::unlabelled).toList();
            if (!heldOut.isEmpty()) {
                stopped = course.look(
                        method.pretraining(task),
                        batch -> views.draw(heldOut, seed, batch),
                        BATCHES_HELD_OUT,
                        cancellation);
                if (stopped.isPresent()) {
                    return course.stop(stopped.get());
                }
            }
            var outputs = course.upload(course.save(), attempt::put);
            var shown = heldOut.isEmpty() ? cases : heldOut;
            var draws = new Draws(seed, heldOut.isEmpty() ? trainer.iteration() - 1 : 0);
            var seen = shown.get(draws.pick(0, shown.size()));
            course.reconstruction(
                            method.pretraining(task), () -> views.make(Collections.nCopies(views.cases(), seen), draws))
                    .ifPresent(file -> outputs.put("reconstruction", attempt.putReconstruction(seen.id(), file)));
            return attempt.commit(course.standing(outputs));
        }
    }
}
