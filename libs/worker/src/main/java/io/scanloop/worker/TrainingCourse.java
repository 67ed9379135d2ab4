package io.scanloop.worker;

import static java.lang.System.Logger.Level.WARNING;

import io.scanloop.events.ObjectRef;
import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.training.HeldOut;
import io.scanloop.learning.training.Reconstruction;
import io.scanloop.learning.training.Trainer;
import io.scanloop.worker.cache.Scratch;
import io.scanloop.worker.cache.VerifiedDownload;
import io.scanloop.worker.checkpoint.Standing;
import io.scanloop.worker.checkpoint.WeightFiles;
import io.scanloop.workflow.step.Cancellation;
import io.scanloop.workflow.step.Progress;
import io.scanloop.workflow.step.StepFailure;
import io.scanloop.workflow.step.StepOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * What pre-training and fine-tuning share: going on from a checkpoint, iterating on batches made ahead, and saving how
 * far they came.
 */
final class TrainingCourse implements AutoCloseable {
    private static final int BATCHES_AHEAD = 4;
    private static final System.Logger LOG = System.getLogger(TrainingCourse.class.getName());

    private final StepInputs inputs;
    private final Attempt attempt;
    private final Trainer trainer;
    private final Progress progress;
    private final Scratch scratch;
    private final PointLog log;
    private final Standing begin;
    private final SortedMap<String, Double> figures;
    private final SortedMap<String, String> provenance;
    private List<Path> saved = List.of();
    private long savingNanos;
    private long trainingNanos;
    private long waitingNanos;

    TrainingCourse(StepInputs inputs, Attempt attempt, Trainer trainer, Progress progress) throws IOException {
        this.inputs = inputs;
        this.attempt = attempt;
        this.trainer = trainer;
        this.progress = progress;
        this.begin = inputs.begin();
        this.scratch = inputs.place().cache().scratch();
        this.log = new PointLog(progress, inputs.step().order().iterations());
        this.figures = new TreeMap<>(begin.figures());
        this.provenance = new TreeMap<>(begin.provenance());
        provenance.putAll(Provenance.of(inputs.step().order()));
        provenance.put("program_sha256", trainer.program());
    }

    Standing begin() {
        return begin;
    }

    PointLog log() {
        return log;
    }

    SortedMap<String, Double> figures() {
        return figures;
    }

    SortedMap<String, String> provenance() {
        return provenance;
    }

    /** Whether there are weights to go on from; without, the trainer stays as it was made. */
    boolean restore() throws IOException {
        var metrics = begin.outputs().get("metrics");
        if (metrics != null) {
            var file = scratch.file("earlier-" + PointLog.FILE);
            VerifiedDownload.to(file, inputs.place().store(), metrics);
            log.resume(file);
        }
        var weights = new TreeMap<>(begin.files("weights-"));
        if (weights.isEmpty()) {
            return false;
        }
        weights.putAll(begin.files("optimizer-"));
        try {
            trainer.restore(fetch(weights, "restored"));
        } catch (IllegalArgumentException e) {
            throw StepFailure.permanent("checkpoint-misfit", String.valueOf(e.getMessage()));
        }
        if (trainer.iteration() != begin.iteration()) {
            throw new IllegalStateException("the checkpoint of %s is at iteration %d, its manifest says %d"
                    .formatted(inputs.step().subject(), trainer.iteration(), begin.iteration()));
        }
        return true;
    }

    /** Weights as the trainer was made with, on this machine's disk. */
    List<Path> initialWeights() throws IOException {
        return trainer.saveWeights(folder("initial"));
    }

    /** A new folder that goes with this course. */
    Path folder(String name) throws IOException {
        return Files.createDirectory(scratch.file(name));
    }

    /** Lays files of the store into a folder of this course. */
    Path fetch(Map<String, ObjectRef> files, String folder) throws IOException {
        var target = folder(folder);
        inputs.place().weights().fetch(files, target);
        return target;
    }

    /**
     * Trains to the end of the step.
     *
     * @param batches of each iteration
     * @return why it stopped before the end; empty when it did not
     */
    Optional<Cancellation.Cause> train(BatchFeed.Maker batches, Cancellation cancellation) throws InterruptedException {
        var order = inputs.step().order();
        long end = order.firstIteration() + order.iterations();
        int threads = inputs.place().settings().batchThreads();
        try (var feed = new BatchFeed(batches, trainer.iteration(), end, threads, BATCHES_AHEAD)) {
            long since = System.nanoTime();
            long waited = 0;
            long noted = trainer.iteration();
            while (trainer.iteration() < end) {
                var cause = cancellation.cause();
                if (cause.isPresent()) {
                    return cause;
                }
                long begun = System.nanoTime();
                var values = trainer.iterate(feed.next());
                trainingNanos += System.nanoTime() - begun;
                waitingNanos = feed.waitedNanos();
                long done = trainer.iteration();
                if (log.takes(done) || done == end) {
                    long now = System.nanoTime();
                    note(values, (feed.waitedNanos() - waited) / (double) (now - since), now - since, done - noted);
                    noted = done;
                    since = now;
                    waited = feed.waitedNanos();
                }
                progress.at((done - order.firstIteration()) / (double) order.iterations());
            }
        }
        return Optional.empty();
    }

    private void note(Map<String, Double> values, double stall, long nanos, long iterations) {
        var phase = inputs.step().order().phase();
        var named = new LinkedHashMap<String, Double>();
        values.forEach((key, value) -> named.put(phase + "/" + key, value));
        named.put("worker/stall", stall);
        named.put("worker/iteration_ms", nanos / 1e6 / iterations);
        log.add(named, trainer.iteration());
        Double loss = values.get("loss");
        if (loss != null && Double.isFinite(loss)) {
            figures.put(phase + "/loss", loss);
        }
    }

    /** Writes the checkpoint to this machine's disk, once: training is over then. */
    List<Path> save() throws IOException {
        if (saved.isEmpty()) {
            long begun = System.nanoTime();
            saved = List.copyOf(trainer.save(folder("saved")));
            savingNanos += System.nanoTime() - begun;
        }
        return saved;
    }

    /** Where files go: to the outputs of the attempt, or to what it saves for another one. */
    @FunctionalInterface
    interface Destination {
        ObjectRef put(String file, Path bytes);
    }

    /** Uploads a checkpoint and the points so far; the checkpoint stays in the cache for the next step. */
    SortedMap<String, ObjectRef> upload(List<Path> files, Destination destination) throws IOException {
        var uploaded = uploadWeights(files, destination);
        long begun = System.nanoTime();
        var points = scratch.file(PointLog.FILE);
        log.write(points);
        uploaded.put("metrics", destination.put(PointLog.FILE, points));
        savingNanos += System.nanoTime() - begun;
        return uploaded;
    }

    /** Uploads safetensors files, which stay in the cache, and gives them by their roles. */
    SortedMap<String, ObjectRef> uploadWeights(List<Path> files, Destination destination) throws IOException {
        long begun = System.nanoTime();
        var uploaded = new TreeMap<String, ObjectRef>();
        for (Path file : files) {
            var reference = destination.put(file.getFileName().toString(), file);
            inputs.place().weights().keep(reference, file);
            uploaded.put(WeightFiles.role(file), reference);
        }
        savingNanos += System.nanoTime() - begun;
        return uploaded;
    }

    /**
     * Publishes what the saved weights lose on batches that are not learned from, as {@code validation/*}. It is for people:
     * where it cannot be done, the step does without.
     *
     * @param count of batches, numbered from 0
     * @return why it stopped before the end; empty when it did not
     */
    Optional<Cancellation.Cause> look(
            Objective objective, BatchFeed.Maker batches, int count, Cancellation cancellation) throws IOException {
        try (var heldOut = HeldOut.of(objective, savedWeights())) {
            for (int batch = 0; batch < count; batch++) {
                var cause = cancellation.cause();
                if (cause.isPresent()) {
                    return cause;
                }
                heldOut.look(batches.make(batch));
            }
            var found = new LinkedHashMap<String, Double>();
            heldOut.figures().forEach((name, value) -> found.put("validation/" + name, value));
            log.add(found, trainer.iteration());
            putFinite("validation/loss", found.get("validation/loss"));
        } catch (StepFailure e) {
            LOG.log(WARNING, "no figures of validation patients: {0}", e.getMessage());
        }
        return Optional.empty();
    }

    private void putFinite(String name, @Nullable Double value) {
        if (value != null && Double.isFinite(value)) {
            figures.put(name, value);
        } else {
            figures.remove(name);
        }
    }

    private List<Path> savedWeights() throws IOException {
        return save().stream().filter(WeightFiles::isWeights).toList();
    }

    /**
     * What the saved weights rebuild of the first study of a batch, a PNG on this machine's disk. It is for people: where the
     * study cannot be read, the step does without.
     */
    Optional<Path> reconstruction(Objective pretraining, Supplier<Batch> batch) throws IOException {
        Optional<Reconstruction> rebuilt;
        try {
            rebuilt = Reconstruction.of(pretraining, savedWeights(), batch.get());
        } catch (StepFailure e) {
            LOG.log(WARNING, "no picture of what is rebuilt: {0}", e.getMessage());
            return Optional.empty();
        }
        if (rebuilt.isEmpty()) {
            return Optional.empty();
        }
        Path file = scratch.file("reconstruction.png");
        if (!ImageIO.write(rebuilt.get().image(), "png", file.toFile())) {
            throw new IllegalStateException("this Java has no writer for PNG: use one with the module java.desktop");
        }
        return Optional.of(file);
    }

    /** All that is known now, with these outputs. */
    Standing standing(SortedMap<String, ObjectRef> outputs) {
        figures.put("seconds/checkpoint", savingNanos / 1e9);
        figures.put("seconds/training", trainingNanos / 1e9);
        figures.put("seconds/waiting", waitingNanos / 1e9);
        provenance.put("weights", Provenance.hash(Standing.files(outputs, "weights-")));
        return new Standing(
                trainer.iteration(), outputs, figures, provenance, begin.deviceSeconds() + attempt.seconds());
    }

    /** Stops before the end: a worker that must end saves what it has, all else is left to others. */
    StepOutcome stop(Cancellation.Cause cause) throws IOException {
        if (cause != Cancellation.Cause.DRAIN) {
            attempt.discard();
            return new StepOutcome.Abandoned();
        }
        var saved = new TreeMap<>(begin.files("best-"));
        saved.putAll(upload(save(), attempt::save));
        return new StepOutcome.Interrupted(
                attempt.save(standing(saved)), trainer.iteration(), "the worker was told to end");
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
