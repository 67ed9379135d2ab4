package io.scanloop.cli.trial;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.training.NotFiniteException;
import io.scanloop.learning.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * A training that a later run goes on with, bit for bit: a folder with the checkpoint of the last minute, or of where the
 * time ended, and with how far it is.
 */
final class SavedTraining {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String DONE = "done.json";
    private static final String FAILED = "failed.json";
    private static final String PROGRESS = "progress.json";
    private static final String SAVED = "saved-";
    /** Seconds of work after which a checkpoint is written. */
    private static final double SAVE_EVERY = 60;

    private final Path folder;
    private final Clock clock;

    /** @param folder of its own; made when something is written into it */
    SavedTraining(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    Path folder() {
        return folder;
    }

    Standing standing() throws IOException {
        for (var name : List.of(DONE, FAILED, PROGRESS)) {
            var file = folder.resolve(name);
            if (Files.exists(file)) {
                return Standing.of(MAPPER.readTree(file.toFile()), name.equals(DONE));
            }
        }
        return Standing.BEGIN;
    }

    /**
     * Goes on to the end, or as far as the time goes.
     *
     * @param trainer as the training begins; where there is a checkpoint, that takes its place
     * @param batches by iteration
     * @param live told how far it is after each iteration
     * @return where it stands at the end
     * @throws Clock.TimeIsUp when the time ended before; what was done is saved
     * @throws TrainingFailed when loss or gradient are no finite numbers
     */
    Standing train(Trainer trainer, int total, LongFunction<Batch> batches, Consumer<Standing> live)
            throws IOException, TrainingFailed {
        var standing = standing();
        if (standing.iterations() > 0) {
            trainer.restore(folder.resolve(SAVED + standing.iterations()));
        }
        double saved = clock.now();
        while (trainer.iteration() < total) {
            double begun = clock.now();
            double loss = iterated(trainer, batches.apply(trainer.iteration()));
            standing = Standing.at(trainer.iteration(), standing.seconds() + clock.now() - begun, loss);
            live.accept(standing);
            if (trainer.iteration() < total) {
                boolean isUp = clock.left() <= 0;
                if (isUp || clock.now() - saved > SAVE_EVERY) {
                    save(trainer, standing);
                    saved = clock.now();
                }
                if (isUp) {
                    throw new Clock.TimeIsUp();
                }
            }
        }
        return standing;
    }

    private static double iterated(Trainer trainer, Batch batch) throws TrainingFailed {
        try {
            return trainer.iterate(batch).getOrDefault("loss", Double.NaN);
        } catch (NotFiniteException e) {
            throw new TrainingFailed("the training left the finite numbers", e);
        }
    }

    /** Writes a checkpoint, in the place of earlier ones. */
    void save(Trainer trainer, Standing standing) throws IOException {
        var target = folder.resolve(SAVED + standing.iterations());
        if (standing().iterations() == standing.iterations() && Files.exists(target)) {
            return; // it is the one that was gone on from
        }
        delete(target);
        trainer.save(Files.createDirectories(target));
        write(PROGRESS, standing);
        discard(standing.iterations());
    }

    /** It came to its end: checkpoints go. */
    void finish(Standing standing) throws IOException {
        write(DONE, standing.done());
        discard(-1);
    }

    /** It came to nothing, and would again: checkpoints go. */
    void fail(String reason) throws IOException {
        write(FAILED, standing().failed(reason));
        discard(-1);
    }

    /** All of it goes. */
    void delete() throws IOException {
        delete(folder);
    }

    /** The file is there whole or not at all. */
    private void write(String name, Standing standing) throws IOException {
        var file = Files.createDirectories(folder).resolve(name);
        var draft = folder.resolve(name + ".draft");
        Files.writeString(draft, standing.toJson().toString());
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes checkpoints but that of an iteration. */
    private void discard(int but) throws IOException {
        var old = new ArrayList<Path>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.getFileName().toString().startsWith(SAVED))
                    .filter(file -> !file.getFileName().toString().equals(SAVED + but))
                    .forEach(old::add);
        }
        for (var one : old) {
            delete(one);
        }
    }

    /** Removes a folder, if it is there. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (var file : files) {
            Files.delete(file);
        }
    }
}
