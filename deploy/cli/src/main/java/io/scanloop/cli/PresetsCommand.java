package io.scanloop.cli;

import io.scanloop.learning.estimate.Phase;
import io.scanloop.learning.estimate.PresetTable;
import io.scanloop.learning.estimate.Throughput;
import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Presets;
import io.scanloop.learning.program.Compute;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scanloop presets}: what methods cost. */
@Command(
        name = "presets",
        description = {
            "Says what each method costs under each preset: parameters, multiply-accumulates of the forward pass of one"
                    + " iteration (GMAC, 10^9), memory, and time of one iteration on one thread.",
            "",
            "Parameters, GMAC and memory are computed from the program of the training step, for two contrasts and three"
                    + " classes; memory is of weights, gradients, the optimiser, the batch and activations in FLOAT32, and"
                    + " the process takes about 0.5 GiB more. Time was measured for tiny, and is computed for the others"
                    + " from their GMAC. --measure trains some iterations here instead."
        },
        footer = {
            "  scanloop presets --method swin-unetr",
            "  OMP_NUM_THREADS=1 scanloop presets --measure tiny",
            "  scanloop presets --markdown"
        })
final class PresetsCommand implements Callable<Integer> {
    private static final double MEGA = 1e6;

    private final Scanloop scanloop;

    @Option(names = "--method", paramLabel = "NAME", description = "Of one method only. Default: of all.")
    private @Nullable String method;

    @Option(
            names = "--measure",
            paramLabel = "PRESET",
            description = "Train some iterations of this preset on this machine and say how long they take.")
    private @Nullable String measured;

    @Option(names = "--markdown", description = "As a table of Markdown, as docs/methods/presets.md has it.")
    private boolean wantsMarkdown;

    PresetsCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // that the engine logs nowhere is no news
    }

    @Override
    public Integer call() {
        if (wantsMarkdown) {
            PresetTable.markdown().forEach(scanloop.console()::print);
            return ExitStatus.OK.code();
        }
        var methods = method == null ? Methods.names() : List.of(known(method));
        return measured == null ? table(methods) : measure(methods, preset(measured));
    }

    private int table(List<String> methods) {
        var json = Json.object();
        var items = json.putArray("items");
        var table = Table.of("method", "preset", "phase", "parameters", "GMAC", "memory", "time", "");
        for (var row : PresetTable.rows(methods)) {
            var cost = row.cost();
            items.addObject()
                    .put("method", row.method())
                    .put("preset", row.preset())
                    .put("phase", row.phase().words())
                    .put("parameters", cost.parameters())
                    .put("gigaMacs", cost.gigaMacs())
                    .put("weightBytes", cost.weightBytes())
                    .put("optimizerBytes", cost.optimizerBytes())
                    .put("valueBytes", cost.values())
                    .put("bytes", cost.bytes())
                    .put("secondsPerIteration", row.seconds())
                    .put("timeIs", row.isMeasured() ? "measured" : "computed");
            table.row(
                    row.method(),
                    row.preset(),
                    row.phase().words(),
                    "%.2f M".formatted(cost.parameters() / MEGA),
                    PresetTable.number(cost.gigaMacs()),
                    PresetTable.memory(cost.bytes()),
                    PresetTable.time(row.seconds()),
                    row.isMeasured() ? "measured" : "computed");
        }
        json.put("measuredBy", Throughput.COMMAND).put("measuredOn", Throughput.MACHINE);
        return scanloop.show(
                json, table.lines(), "measured: by %s, on %s".formatted(Throughput.COMMAND, Throughput.MACHINE));
    }

    private int measure(List<String> methods, String preset) {
        var json = Json.object().put("preset", preset).put("device", Compute.device());
        var items = json.putArray("items");
        var table = Table.of("method", "phase", "seconds an iteration", "GMAC a second");
        for (var id : methods) {
            var one = Methods.named(id);
            for (var phase : Phase.of(one)) {
                var speed = Throughput.measure(one, phase, Throughput.TASK.with(preset));
                items.addObject()
                        .put("method", id)
                        .put("phase", phase.words())
                        .put("secondsPerIteration", speed.seconds())
                        .put("gigaMacsPerSecond", speed.gigaMacsPerSecond());
                table.row(
                        id,
                        phase.words(),
                        "%.3f".formatted(speed.seconds()),
                        PresetTable.number(speed.gigaMacsPerSecond()));
            }
        }
        return scanloop.show(
                json, table.lines(), "%s on %s, drawing of crops not included".formatted(preset, Compute.device()));
    }

    /** The name, which is a method's. */
    static String known(String method) {
        if (!Methods.names().contains(method)) {
            throw none("method", method, Methods.names());
        }
        return method;
    }

    /** The name, which is a preset's. */
    static String preset(String preset) {
        if (!Presets.NAMES.contains(preset)) {
            throw none("preset", preset, Presets.NAMES);
        }
        return preset;
    }

    private static ProblemException none(String what, String name, List<String> all) {
        return new ProblemException(
                ExitStatus.USAGE,
                Problem.of(
                        "unknown-" + what,
                        "there is no %s %s".formatted(what, name),
                        "one of " + String.join(", ", all),
                        name,
                        "name one of these"));
    }
}
