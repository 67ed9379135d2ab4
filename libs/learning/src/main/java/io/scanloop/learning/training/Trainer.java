package io.scanloop.learning.training;

import ai.djl.ndarray.NDManager;
import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.program.CompiledModule;
import io.scanloop.learning.program.Compute;
import io.scanloop.learning.program.Switches;
import io.scanloop.learning.weights.Loaded;
import io.scanloop.learning.weights.Loading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Trains one phase. Each iteration is one call of the engine; its chance (dropout) follows from seed and iteration, so a
 * restored trainer goes on bit for bit as if it had never stopped, on one type of processor and number of threads.
 *
 * <p>Owns native memory until it is closed. One thread at a time.
 */
public final class Trainer implements AutoCloseable {
    /** So many iterations in a row without finite numbers end the training. */
    static final int MOST_NOT_FINITE = 3;

    private static final String OBJECTIVE = "objective";
    private static final String PROGRAM = "program";
    private static final String SEED = "seed";
    private static final String ITERATION = "iteration";
    private static final String NOT_FINITE = "notFinite";

    private final Objective objective;
    private final long seed;
    private final long total;
    private final String program;
    private final StepText text;
    private final Switches switches;
    private final CompiledModule module;
    private final NDManager owner = Compute.newOwner();
    private final TrainedState state;
    private final IterationCalls calls;

    private long iteration;
    private int notFinite;

    private Trainer(
            Objective objective, long seed, long total, StepText text, Switches switches, CompiledModule module) {
        this.objective = objective;
        this.seed = seed;
        this.total = total;
        this.program = program(objective);
        this.text = text;
        this.switches = switches;
        this.module = module;
        this.state = TrainedState.initial(owner, text.groups(), seed);
        this.calls = new IterationCalls(objective, seed, total, switches.microBatches(), text, module, owner, state);
    }

    /**
     * A trainer at iteration 0, its weights drawn from their initializers.
     *
     * @param seed of the run
     * @param total iterations of the phase, to which schedules run
     * @throws IllegalArgumentException when a parameter has no gradient and no rate of 0; it is named
     */
    public static Trainer create(Objective objective, long seed, long total) {
        return create(objective, seed, total, Switches.PLAIN);
    }

    /** The same with a program made otherwise. */
    public static Trainer create(Objective objective, long seed, long total, Switches switches) {
        return create(objective, seed, total, switches, CompiledModule::of);
    }

    static Trainer create(
            Objective objective, long seed, long total, Switches switches, Function<String, CompiledModule> compiler) {
        var text = StepText.of(objective, switches);
        return new Trainer(objective, seed, total, text, switches, compiler.apply(text.text()));
    }

    /**
     * What a trainer would run, for people to read, without compiling it: inputs, constants and parameters with their
     * shapes, then one operation a line.
     */
    public static String explain(Objective objective, Switches switches) {
        return StepText.of(objective, switches).explained();
    }

    /** The same of what moves the weights: without what is only logged. */
    public static String explain(Objective objective) {
        return StepText.silent(objective, Switches.PLAIN).explained();
    }

    /**
     * A name of how a trainer moves weights for an objective: SHA-256 of its {@link #text()} without what is only logged,
     * in lower-case hexadecimal. Of the optimiser, multiples of the rate are in it; its other numbers, and the weights,
     * are not.
     */
    public static String program(Objective objective) {
        return StepText.silent(objective, Switches.PLAIN).sha256();
    }

    /** The same of this one's objective. */
    public String program() {
        return program;
    }

    /** Iterations done of the phase, skipped ones included. */
    public long iteration() {
        return iteration;
    }

    /** The text that the engine runs, one operation a line. */
    public String text() {
        return text.text();
    }

    /** Shapes of the parameters by path. */
    public Map<String, long[]> parameters() {
        return state.weights().shapes();
    }

    /**
     * Takes weights of another network.
     *
     * <p>Before the first iteration teachers begin anew as copies of what their students took.
     *
     * @param files safetensors; nothing in them is a teacher's
     * @return how much of the network was found, its teachers not counted
     * @throws IllegalArgumentException when the files are not what the rule demands; it names the tensor
     */
    public Loaded load(List<Path> files, Loading rule) throws IOException {
        var loaded = state.weights().load(files, rule);
        if (iteration == 0) {
            state.startTeachers();
        }
        var counted = state.weights().shapes();
        counted.keySet()
                .removeIf(path ->
                        objective.teacher() != null && objective.teacher().isTeacher(path));
        return loaded.outOf(counted);
    }

    /**
     * Writes a checkpoint: {@code weights-<k>.safetensors} and {@code optimizer-<k>.safetensors}.
     *
     * @return its files
     */
    public List<Path> save(Path folder) throws IOException {
        return state.save(folder, metadata());
    }

    /**
     * Writes the weights' files of a checkpoint alone, for those who only read weights.
     *
     * @return its files
     */
    public List<Path> saveWeights(Path folder) throws IOException {
        return state.saveWeights(folder, metadata());
    }

    private Map<String, String> metadata() {
        return Map.of(
                OBJECTIVE, objective.name(),
                PROGRAM, program,
                SEED, Long.toString(seed),
                ITERATION, Long.toString(iteration),
                NOT_FINITE, Integer.toString(notFinite));
    }

    /**
     * Goes on where a checkpoint was written.
     *
     * @throws IllegalArgumentException when it is one of another objective, seed, network or program: another version's
     *     weights may fit by name and mean something else
     */
    public void restore(Path folder) throws IOException {
        var metadata = state.restore(folder);
        if (!objective.name().equals(metadata.get(OBJECTIVE))
                || !Long.toString(seed).equals(metadata.get(SEED))) {
            throw new IllegalArgumentException("the checkpoint in %s is of %s, expected objective %s and seed %d"
                    .formatted(folder, metadata, objective.name(), seed));
        }
        if (!program.equals(metadata.get(PROGRAM))) {
            throw new IllegalArgumentException(
                    "the checkpoint in %s was trained by another program of %s, so this version cannot go on with it: train anew"
                            .formatted(folder, objective.name()));
        }
        iteration = Long.parseLong(metadata.getOrDefault(ITERATION, ""));
        notFinite = Integer.parseInt(metadata.getOrDefault(NOT_FINITE, ""));
    }

    /**
     * Does one iteration. When loss or gradient are not finite, the weights stay as they are.
     *
     * @return {@code loss} (weighted sum), {@code loss/<term>} (unweighted), {@code grad_norm} (before clipping),
     *     {@code rate}, {@code skipped} (1 or 0), the objective's scheduled inputs, what the objective and the batch log;
     *     where there is a teacher {@code momentum} and {@code cosine/teacher}, between its weights and its students'
     * @throws NotFiniteException when this was the third time in a row without finite numbers
     * @throws IllegalArgumentException when the batch is not what the network takes
     */
    public Map<String, Double> iterate(Batch batch) {
        return iterate(List.of(batch));
    }

    /**
     * Does one iteration with as many batches as the switches say: one update by the mean of their gradients. That is what
     * one batch of all their samples would do where the loss is a mean over samples, and nothing of a sample depends on the
     * others of its batch. Logged values are means over the batches.
     *
     * @return as {@link #iterate(Batch)}
     */
    public Map<String, Double> iterate(List<Batch> batches) {
        if (batches.size() != switches.microBatches()) {
            throw new IllegalArgumentException("an iteration of %s takes %d micro-batches, got %d"
                    .formatted(objective.name(), switches.microBatches(), batches.size()));
        }
        var values = calls.of(batches, iteration);
        boolean isFinite = Double.isFinite(values[0]) && Double.isFinite(values[1]);
        notFinite = isFinite ? 0 : notFinite + 1;
        var logged = logged(values, isFinite, batches);
        iteration++;
        if (notFinite >= MOST_NOT_FINITE) {
            throw new NotFiniteException("%s: no finite loss or gradient in %d iterations in a row, the last is %d: %s"
                    .formatted(objective.name(), notFinite, iteration - 1, logged));
        }
        return logged;
    }

    private Map<String, Double> logged(double[] values, boolean isFinite, List<Batch> batches) {
        var logged = new LinkedHashMap<String, Double>();
        logged.put("loss", values[0]);
        for (int i = 0; i < text.reported().size(); i++) {
            logged.put(text.reported().get(i), values[2 + i]);
        }
        logged.put("grad_norm", values[1]);
        logged.put("rate", objective.optimizer().rate().at(iteration, total));
        logged.put("skipped", isFinite ? 0.0 : 1.0);
        var scheduled = new TreeMap<>(objective.scheduled(iteration, total));
        var teacher = objective.teacher();
        if (teacher != null) {
            scheduled.put("momentum", teacher.momentum().at(iteration, total));
            scheduled.put("cosine/teacher", values[values.length - 1]);
        }
        logged.putAll(scheduled);
        batches.forEach(batch ->
                batch.logged().forEach((name, value) -> logged.merge(name, value / batches.size(), Double::sum)));
        return logged;
    }

    /** Arrays of the engine that live until this is closed. */
    int arrays() {
        return owner.getManagedArrays().size();
    }

    @Override
    public void close() {
        owner.close();
        module.close();
    }
}
