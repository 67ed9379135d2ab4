package io.scanloop.learning.training;

import ai.djl.ndarray.NDManager;
import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Mode;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.program.CompiledModule;
import io.scanloop.learning.program.CompiledModule.Argument;
import io.scanloop.learning.program.CompiledModule.Many;
import io.scanloop.learning.program.CompiledModule.One;
import io.scanloop.learning.program.Compute;
import io.scanloop.learning.program.Inputs;
import io.scanloop.learning.program.NamedArrays;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.program.Switches;
import io.scanloop.learning.random.CounterRandom;
import io.scanloop.learning.weights.Loaded;
import io.scanloop.learning.weights.Loading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
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
    private final StepText text;
    private final Switches switches;
    private final CompiledModule module;
    private final NDManager owner = Compute.newOwner();
    private final TrainedState state;
    private final List<Argument> constants = new ArrayList<>();
    private final Inputs inputs;
    /** Of gradients; empty where each batch makes an update. */
    private final NamedArrays sums;

    private long iteration;
    private int notFinite;

    private Trainer(
            Objective objective, long seed, long total, StepText text, Switches switches, CompiledModule module) {
        this.objective = objective;
        this.seed = seed;
        this.total = total;
        this.text = text;
        this.switches = switches;
        this.module = module;
        this.state = TrainedState.initial(owner, text.groups(), seed);
        Program.constants(owner, text.listing()).forEach(array -> constants.add(new One(array)));
        this.inputs = new Inputs(text.listing().inputs());
        this.sums = NamedArrays.zeros(
                owner, switches.microBatches() == 1 ? Map.of() : state.means().shapes());
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
        return program(objective, Switches.PLAIN);
    }

    private static String program(Objective objective, Switches switches) {
        var text = StepText.silent(objective, switches).text();
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The same of this one, with its switches. */
    public String program() {
        return program(objective, switches);
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
                PROGRAM, program(objective),
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
        if (!program(objective).equals(metadata.get(PROGRAM))) {
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
        double rate = objective.optimizer().rate().at(iteration, total);
        var values = batches.size() == 1 ? step(batches.get(0), rate) : accumulated(batches, rate);
        boolean isFinite = Double.isFinite(values[0]) && Double.isFinite(values[1]);
        notFinite = isFinite ? 0 : notFinite + 1;
        var scheduled = scheduled();
        var teacher = objective.teacher();
        if (teacher != null) {
            scheduled.put("momentum", teacher.momentum().at(iteration, total));
            scheduled.put("cosine/teacher", values[values.length - 1]);
        }
        iteration++;

        var logged = new LinkedHashMap<String, Double>();
        logged.put("loss", values[0]);
        for (int i = 0; i < text.reported().size(); i++) {
            logged.put(text.reported().get(i), values[2 + i]);
        }
        logged.put("grad_norm", values[1]);
        logged.put("rate", rate);
        logged.put("skipped", isFinite ? 0.0 : 1.0);
        logged.putAll(scheduled);
        batches.forEach(batch ->
                batch.logged().forEach((name, value) -> logged.merge(name, value / batches.size(), Double::sum)));
        if (notFinite >= MOST_NOT_FINITE) {
            throw new NotFiniteException("%s: no finite loss or gradient in %d iterations in a row, the last is %d: %s"
                    .formatted(objective.name(), notFinite, iteration - 1, logged));
        }
        return logged;
    }

    /** Arrays of the engine that live until this is closed. */
    int arrays() {
        return owner.getManagedArrays().size();
    }

    private double[] step(Batch batch, double rate) {
        try (var step = owner.newSubManager()) {
            var arguments = given(step, batch);
            arguments.addAll(state.arguments());
            arguments.add(new One(step.create(chance(0))));
            arguments.addAll(numbers(step, rate));
            return call(step, StepText.METHOD, arguments);
        }
    }

    /** As one step gives them: loss, norm, what is reported, the likeness of a teacher. */
    private double[] accumulated(List<Batch> batches, double rate) {
        var values = new double[2 + text.reported().size() + (objective.teacher() == null ? 0 : 1)];
        for (int i = 0; i < batches.size(); i++) {
            try (var step = owner.newSubManager()) {
                var arguments = given(step, batches.get(i));
                arguments.addAll(state.weightArguments());
                arguments.addAll(sumArguments());
                arguments.add(new One(step.create(chance(i))));
                var some = call(step, StepText.ACCUMULATE, arguments);
                values[0] += some[0] / batches.size();
                for (int at = 1; at < some.length; at++) {
                    values[1 + at] += some[at] / batches.size();
                }
            }
        }
        try (var step = owner.newSubManager()) {
            var arguments = new ArrayList<>(state.changing());
            arguments.addAll(sumArguments());
            arguments.add(new One(step.create(values[0])));
            arguments.addAll(numbers(step, rate));
            var updated = call(step, StepText.UPDATE, arguments);
            values[1] = updated[0];
            System.arraycopy(updated, 1, values, values.length - updated.length + 1, updated.length - 1);
        }
        return values;
    }

    private double[] call(NDManager step, String method, List<Argument> arguments) {
        return module.call(step, method, Mode.TRAINING, arguments)
                .singletonOrThrow()
                .toDoubleArray();
    }

    private List<Argument> given(NDManager step, Batch batch) {
        var arguments = new ArrayList<Argument>();
        var all = new HashMap<>(batch.inputs());
        scheduled().forEach((name, value) -> {
            if (all.put(name, HostTensor.of(new float[] {value.floatValue()})) != null) {
                throw new IllegalArgumentException("input %s of %s follows a schedule, the batch has one of its own"
                        .formatted(name, objective.name()));
            }
        });
        inputs.arrays(step, all).forEach(array -> arguments.add(new One(array)));
        arguments.addAll(constants);
        return arguments;
    }

    /** The scalars of this iteration by the names of their inputs. */
    private Map<String, Double> scheduled() {
        var values = new TreeMap<String, Double>();
        objective.inputs().forEach((name, schedule) -> values.put(name, schedule.at(iteration, total)));
        return values;
    }

    private List<Argument> sumArguments() {
        var arguments = new ArrayList<Argument>();
        StepText.trained(text.groups()).forEach(group -> arguments.add(new Many(group.sums(), sums.of(group.paths()))));
        return arguments;
    }

    /** What the schedules say, in the order in which the step takes them. */
    private List<Argument> numbers(NDManager step, double rate) {
        var numbers = new ArrayList<Argument>();
        numbers.add(new One(step.create(rate)));
        var teacher = objective.teacher();
        if (teacher != null) {
            numbers.add(new One(step.create(teacher.momentum().at(iteration, total))));
        }
        StepText.late(text.groups())
                .forEach(group -> numbers.add(new One(step.create(group.isOpen(iteration, total) ? 1.0 : 0.0))));
        return numbers;
    }

    /** What the engine's generator begins with, for each batch of an iteration. */
    private long chance(int batch) {
        var random = batch == 0
                ? CounterRandom.of(seed, "engine", iteration)
                : CounterRandom.of(seed, "engine", iteration, batch);
        return random.nextLong();
    }

    @Override
    public void close() {
        owner.close();
        module.close();
    }
}
