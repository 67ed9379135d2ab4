package io.scanloop.cli.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.training.ExportTrial;
import io.scanloop.learning.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Pre-trainings on all studies of the side of training, each in a folder of its own: made once, shared by all cells that load
 * it, and gone on with where a run ended in its middle.
 */
final class Pretrainings {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String DONE = "done.json";
    private static final String PROGRESS = "progress.json";
    private static final String SAVED = "saved-";
    /** Seconds of work after which a checkpoint is written. */
    private static final double SAVE_EVERY = 60;

    private final Path folder;
    private final String setting;
    private final Programs programs;
    private final PreparedStudies studies;
    private final List<TrialStudy> unlabelled;
    private final Clock clock;
    private final Watch watch;

    /**
     * @param folder for all of them
     * @param setting what all of them have in common
     */
    Pretrainings(
            Path folder,
            String setting,
            Programs programs,
            PreparedStudies studies,
            List<TrialStudy> unlabelled,
            Clock clock,
            Watch watch) {
        this.folder = folder;
        this.setting = setting;
        this.programs = programs;
        this.studies = studies;
        this.unlabelled = unlabelled;
        this.clock = clock;
        this.watch = watch;
    }

    /**
     * How far one is.
     *
     * @param seconds of the device so far
     */
    record Standing(int iterations, double seconds, boolean isDone, double loss) {}

    private Path folder(Cell.Pretraining pretraining) {
        var method = pretraining.method();
        var key = Cell.digest("%s|%s|%s|%s|%d|%d|%s"
                .formatted(
                        setting,
                        programs.of(pretraining),
                        method.method(),
                        method.preset(),
                        pretraining.seed(),
                        pretraining.iterations(),
                        unlabelled.stream().map(TrialStudy::token).toList()));
        return folder.resolve("%s-%s-%d-%s".formatted(method.method(), method.preset(), pretraining.seed(), key));
    }

    Standing standing(Cell.Pretraining pretraining) throws IOException {
        var own = folder(pretraining);
        for (var name : List.of(DONE, PROGRESS)) {
            if (Files.exists(own.resolve(name))) {
                var json = MAPPER.readTree(own.resolve(name).toFile());
                return new Standing(
                        json.path("iterations").asInt(),
                        json.path("seconds").asDouble(),
                        name.equals(DONE),
                        json.path("loss").asDouble(Double.NaN));
            }
        }
        return new Standing(0, 0, false, Double.NaN);
    }

    /** Weights of one that is done. */
    List<Path> weights(Cell.Pretraining pretraining) throws IOException {
        return weights(folder(pretraining).resolve("weights"));
    }

    private static List<Path> weights(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("weights-"))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Does one to its end, or as far as the time goes.
     *
     * @throws Clock.TimeIsUp when the time ended; what was done is saved
     */
    void make(Cell.Pretraining pretraining) throws IOException {
        var method = Methods.named(pretraining.method().method());
        var task = Tasks.with(studies.task(), pretraining.method().preset());
        var own = Files.createDirectories(folder(pretraining));
        var begin = standing(pretraining);
        var cases = studies.all(unlabelled).stream()
                .map(PreparedStudies.Prepared::unlabelled)
                .toList();
        var views = method.pretrainingViews(task);
        int total = pretraining.iterations();
        double seconds = begin.seconds();
        double loss = begin.loss();
        try (var trainer = Trainer.create(method.pretraining(task), pretraining.seed(), total)) {
            if (begin.iterations() > 0) {
                trainer.restore(own.resolve(SAVED + begin.iterations()));
            } else {
                tryExport(trainer, method, task, own.resolve("untrained"));
            }
            double saved = clock.now();
            while (trainer.iteration() < total) {
                double begun = clock.now();
                loss = trainer.iterate(views.draw(cases, pretraining.seed(), trainer.iteration()))
                        .getOrDefault("loss", Double.NaN);
                seconds += clock.now() - begun;
                watch.live("pre-training %s %s, seed %d: %d of %d iterations, loss %.4f"
                        .formatted(method.id(), task.preset(), pretraining.seed(), trainer.iteration(), total, loss));
                boolean isUp = clock.left() <= 0;
                if (trainer.iteration() < total && (isUp || clock.now() - saved > SAVE_EVERY)) {
                    save(own, trainer, new Standing((int) trainer.iteration(), seconds, false, loss));
                    saved = clock.now();
                }
                if (trainer.iteration() < total) {
                    clock.check();
                }
            }
            var draft = own.resolve("draft");
            delete(draft);
            trainer.save(Files.createDirectories(draft));
            delete(own.resolve("weights"));
            Files.move(draft, own.resolve("weights"));
        }
        var trial = ExportTrial.run(method, task, weights(pretraining));
        write(own.resolve(DONE), new Standing(total, seconds, true, loss));
        discard(own, -1);
        watch.said("pre-training %s %s, seed %d: %d iterations in %.0f s, loss %.4f; fills %.1f %% of the network"
                .formatted(
                        method.id(),
                        task.preset(),
                        pretraining.seed(),
                        total,
                        seconds,
                        loss,
                        100 * trial.loaded().fraction()));
    }

    /** Whether the network of the fine-tuning takes these weights is known before time is spent on them. */
    private static void tryExport(Trainer trainer, Method method, Task task, Path scratch) throws IOException {
        delete(scratch);
        try {
            trainer.save(Files.createDirectories(scratch));
            ExportTrial.run(method, task, weights(scratch));
        } finally {
            delete(scratch);
        }
    }

    private static void save(Path own, Trainer trainer, Standing standing) throws IOException {
        var target = own.resolve(SAVED + standing.iterations());
        delete(target);
        trainer.save(Files.createDirectories(target));
        write(own.resolve(PROGRESS), standing);
        discard(own, standing.iterations());
    }

    /** The file is there whole or not at all. */
    private static void write(Path file, Standing standing) throws IOException {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("iterations", standing.iterations())
                .put("seconds", standing.seconds());
        CellResult.put(json, "loss", standing.loss());
        var draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.writeString(draft, json.toString());
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes checkpoints but that of an iteration. */
    private static void discard(Path own, int but) throws IOException {
        var old = new ArrayList<Path>();
        try (Stream<Path> files = Files.list(own)) {
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

    /** What is known of it, for reports. */
    JsonNode facts(Cell.Pretraining pretraining) throws IOException {
        var standing = standing(pretraining);
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("method", pretraining.method().method())
                .put("preset", pretraining.method().preset())
                .put("seed", pretraining.seed())
                .put("iterations", pretraining.iterations())
                .put("done", standing.iterations())
                .put("seconds", standing.seconds());
        CellResult.put(json, "loss", standing.loss());
        return json;
    }
}
