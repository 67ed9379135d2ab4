package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scanloop metrics}: the curves of trainings, point by point. */
@Command(
        name = "metrics",
        description = {
            "Prints metrics of training, a line for each point: run, step, metric, iteration, value. First those of"
                    + " steps that are done; with --follow, then what comes, until Ctrl-C.",
            "With --json, a line is a JSON document."
        },
        footer = {
            "  scanloop metrics --project liver --follow",
            "  scanloop metrics --project liver --run r7 --metric validation/dice --json"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class MetricsCommand implements Callable<Integer> {
    private final Scanloop scanloop;

    @Option(names = "--project", paramLabel = "NAME", required = true, description = "The project.")
    private String project;

    @Option(names = "--run", paramLabel = "RUN", description = "Only of this run.")
    private @Nullable String run;

    @Option(
            names = "--metric",
            paramLabel = "PATTERN",
            description =
                    "Only metrics whose name begins like this, e.g. pretrain/loss or validation/; * and ? stand for"
                            + " any text and any character.")
    private @Nullable String metric;

    @Option(names = "--follow", description = "Go on with what comes.")
    private boolean follows;

    @Option(
            names = "--retry-for",
            paramLabel = "TIME",
            defaultValue = "2m",
            converter = DurationConverter.class,
            description = "How long to try again while the server is away. Default: 2m.")
    private Duration retryFor;

    MetricsCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
    }

    @Override
    public Integer call() {
        var console = scanloop.console();
        var retry = follows ? Retry.patient(retryFor, new WaitingNotice(console)) : Retry.never();
        var hasBegun = new AtomicBoolean(); // a stream begins with a reset
        scanloop.loop(retry).metrics(project, run, metric, console).follow(event -> {
            if (event.name().equals("points")) {
                print(event.data());
            } else if (event.name().equals("reset") && hasBegun.getAndSet(true)) {
                console.say("the server does not know any more where the stream was: history comes again");
            }
            return follows || !event.name().equals("caught-up");
        });
        return ExitStatus.OK.code();
    }

    private void print(JsonNode batch) {
        for (var point : batch.path("points")) {
            var key = point.path("key").asText();
            var value = point.path("value").isNumber()
                    ? point.path("value").asText()
                    : point.path("nonFinite").asText("nan");
            if (scanloop.wantsJson()) {
                var line = Json.object();
                line.put("run", batch.path("runId").asText())
                        .put("step", batch.path("stepId").asText())
                        .put("attempt", Words.attempt(batch))
                        .put("phase", batch.path("phase").asText())
                        .put("key", key)
                        .put("iteration", point.path("step").asLong());
                line.set("value", point.path("value"));
                if (point.hasNonNull("nonFinite")) {
                    line.put("nonFinite", value);
                }
                scanloop.console().print(Json.compact(line));
            } else {
                scanloop.console()
                        .print("%-5s %-12s %-30s %7d  %s"
                                .formatted(
                                        batch.path("runId").asText(),
                                        batch.path("stepId").asText(),
                                        key,
                                        point.path("step").asLong(),
                                        value));
            }
        }
    }
}
