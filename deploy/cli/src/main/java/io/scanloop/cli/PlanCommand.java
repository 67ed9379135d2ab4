package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.scanloop.learning.estimate.Estimate;
import io.scanloop.learning.estimate.Phase;
import io.scanloop.learning.estimate.PresetTable;
import io.scanloop.learning.estimate.Throughput;
import io.scanloop.learning.method.FinetuningProtocol;
import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Regime;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.program.Compute;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scanloop plan}: what a run would take, before it is asked for. */
@Command(
        name = "plan",
        description = {
            "Says what a run of a project would consist of if it started now, with the studies that are there: steps,"
                    + " memory and hours. Nothing is asked for and nothing starts.",
            "",
            "Steps are the server's: as dispatch would plan them. Memory is computed from the programs of training; the"
                    + " process takes about 0.5 GiB more. Time is computed: multiply-accumulates of the preset by those that"
                    + " one thread did in a second of training with tiny, as recorded (see scanloop presets), measured here"
                    + " (--measure) or given. Reading studies and writing checkpoints are not included."
        },
        footer = {
            "  scanloop plan liver",
            "  scanloop plan liver --kind finetune --preset small --worker-memory 24",
            "  scanloop plan liver --gmac-per-second 900 --json"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PlanCommand implements Callable<Integer> {
    private final Scanloop scanloop;

    @Parameters(index = "0", paramLabel = "PROJECT", description = "The project.")
    private String project;

    @Option(names = "--kind", paramLabel = "KIND", description = "One of ${COMPLETION-CANDIDATES}. Default: cycle.")
    private RunsCommand.@Nullable Kind kind;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            description = "One of those that the project trains. Default: its first.")
    private @Nullable String asked;

    @Option(names = "--preset", paramLabel = "NAME", description = "Another size than the project's.")
    private @Nullable String preset;

    @Option(
            names = "--gmac-per-second",
            paramLabel = "N",
            description = "How many multiply-accumulates of the forward pass, in 10^9, the workers do in a second of"
                    + " training; scanloop presets --measure says it of a machine.")
    private @Nullable Double speed;

    @Option(names = "--measure", description = "Measure that on this machine, with tiny. Takes up to a minute.")
    private boolean isMeasuring;

    @Option(
            names = "--worker-memory",
            paramLabel = "GIB",
            description = "Memory of a worker, or of its GPU: says whether each phase fits.")
    private @Nullable Double workerMemory;

    PlanCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // that the engine logs nowhere is no news
    }

    @Override
    public Integer call() {
        requirePositive("--gmac-per-second", speed);
        requirePositive("--worker-memory", workerMemory);
        var client = scanloop.client();
        var plan = client.plan(project, kind == null ? null : kind.name(), asked, preset);
        var configuration = plan.path("configuration");
        var id = plan.path("method").asText();
        if (!Methods.names().contains(id)) {
            throw unknown("method", "one of " + Methods.names(), id);
        }
        var method = Methods.named(id);
        var task = task(configuration, plan.path("preset").asText());
        var finetuning = protocol(configuration.path("finetuning")).objective(method, task);
        var forecast = new Forecast(
                plan,
                new Estimate(method, task, finetuning, speeds(method)),
                TestGrids.of(client, project, configuration));
        return scanloop.show(
                forecast.document(timeBy(), workerMemory), lines(forecast), String.join("\n", remarks(forecast)));
    }

    private static Task task(JsonNode configuration, String preset) {
        var contrasts = new ArrayList<String>();
        configuration.path("contrasts").forEach(contrast -> contrasts.add(contrast.asText()));
        var classes = new ArrayList<Integer>();
        configuration
                .path("classes")
                .forEach(one -> classes.add(one.path("value").asInt()));
        var spacing = new ArrayList<Double>();
        configuration.path("spacing").forEach(length -> spacing.add(length.asDouble()));
        return new Task(contrasts, classes, spacing, preset);
    }

    /** As the project has it; without a regime it learns all, from what it starts from. */
    private static FinetuningProtocol protocol(JsonNode asked) {
        return new FinetuningProtocol(
                regime(asked.path("regime").asText(Regime.FULL.id())),
                asked.path("meanTeacher").asBoolean(),
                asked.path("layerDecay").asDouble(1),
                asked.path("average").asDouble(0));
    }

    private static Regime regime(String id) {
        try {
            return Regime.named(id);
        } catch (IllegalArgumentException e) {
            throw unknown("regime", String.valueOf(e.getMessage()), id);
        }
    }

    private static ProblemException unknown(String what, String expected, String actual) {
        return new ProblemException(
                ExitStatus.REFUSED,
                Problem.of(
                        "unknown-" + what,
                        "this program does not know the project's " + what,
                        expected,
                        actual,
                        "use a scanloop of the server's version"));
    }

    private Map<Phase, Double> speeds(Method method) {
        var speeds = new EnumMap<Phase, Double>(Phase.class);
        for (var phase : Phase.of(method)) {
            speeds.put(phase, speed(method, phase));
        }
        return speeds;
    }

    private double speed(Method method, Phase phase) {
        if (speed != null) {
            return speed;
        }
        var found =
                isMeasuring ? Throughput.measure(method, phase, Throughput.TASK) : Throughput.recorded(method, phase);
        return found.gigaMacsPerSecond();
    }

    /** Where the throughput comes from. */
    private String timeBy() {
        if (speed != null) {
            return "computed from the given %s GMAC a second".formatted(PresetTable.number(speed));
        }
        return isMeasuring
                ? "computed from tiny as measured here, on " + Compute.device()
                : "computed from tiny as measured on %s, by %s".formatted(Throughput.MACHINE, Throughput.COMMAND);
    }

    private List<String> lines(Forecast forecast) {
        var lines = new ArrayList<>(forecast.lines());
        if (workerMemory != null) {
            lines.addAll(forecast.fits(workerMemory));
        }
        return lines;
    }

    private List<String> remarks(Forecast forecast) {
        var remarks = new ArrayList<String>();
        remarks.add("memory: computed, and about %s more for the process itself (measured)"
                .formatted(PresetTable.memory(Estimate.PROCESS)));
        remarks.add("time: " + timeBy());
        remarks.addAll(forecast.remarks());
        remarks.add("nothing was started");
        return remarks;
    }

    private static void requirePositive(String option, @Nullable Double value) {
        if (value != null && !(value > 0 && Double.isFinite(value))) {
            throw new ProblemException(
                    ExitStatus.USAGE,
                    Problem.of(
                            "bad-option",
                            option + " is out of range",
                            "a number greater than 0",
                            value.toString(),
                            "choose another number"));
        }
    }
}
