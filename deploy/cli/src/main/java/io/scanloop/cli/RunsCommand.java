package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.scanloop.cli.ScanloopClient.Page;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scanloop runs}: trainings and how far they are. */
@Command(
        name = "runs",
        description = "Shows the runs of a project, asks for one, or cancels one.",
        footer = {
            "  scanloop runs list --project liver",
            "  scanloop runs start --project liver --kind finetune",
            "  scanloop runs cancel r7 --project liver"
        })
final class RunsCommand {
    private final Scanloop scanloop;

    /** What a run is for. */
    enum Kind {
        pretrain,
        finetune,
        cycle
    }

    /** Which lane its steps take. */
    enum Lane {
        normal,
        urgent
    }

    RunsCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
    }

    @Command(
            description = "Lists runs, the first hundred unless --all is given.",
            footer = "  scanloop runs list --project liver --all --json")
    int list(
            @Option(names = "--project", paramLabel = "NAME", required = true, description = "The project.")
                    String project,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "How many. Default: 100.")
                    int limit,
            @Option(names = "--after", paramLabel = "CURSOR", description = "Go on after the page with this \"next\".")
                    @Nullable
                    String after,
            @Option(names = "--all", description = "All of them, however many.") boolean all) {
        var client = scanloop.loop();
        var runs = Pages.some(cursor -> client.runs(project, new Page(limit, cursor, null, null)), after, all);
        var table = Table.of("run", "kind", "method", "state", "done", "cause", "started", "model");
        for (var run : runs.path("items")) {
            table.row(
                    run.path("run").asText(),
                    run.path("kind").asText(),
                    run.path("method").asText(),
                    run.path("state").asText(),
                    percent(run.path("progress")),
                    cause(run),
                    Words.moment(run.path("startedAt")),
                    Words.text(run.path("model")));
        }
        return scanloop.show(runs, table.lines(), Pages.rest(runs));
    }

    @Command(description = "Shows one run.", footer = "  scanloop runs show r7 --project liver")
    int show(
            @Parameters(paramLabel = "RUN", description = "The run, as the list names it.") String id,
            @Option(names = "--project", paramLabel = "NAME", required = true, description = "The project.")
                    String project) {
        var run = scanloop.loop().run(project, id);
        var lines = new ArrayList<String>();
        lines.add("run %s, %s with %s %s, %s"
                .formatted(
                        id,
                        run.path("kind").asText(),
                        run.path("method").asText(),
                        run.path("preset").asText(),
                        run.path("state").asText()));
        lines.add("cause %s, started %s, ended %s, device time %s, model %s"
                .formatted(
                        cause(run),
                        Words.moment(run.path("startedAt")),
                        Words.moment(run.path("endedAt")),
                        Progress.time(run.path("deviceSeconds").asDouble()),
                        Words.text(run.path("model"))));
        lines.addAll(phases(run));
        var failure = run.path("failure");
        if (failure.hasNonNull("code")) {
            lines.add("failed: %s (%s%s)"
                    .formatted(
                            failure.path("message").asText(),
                            failure.path("code").asText(),
                            failure.hasNonNull("step")
                                    ? ", step " + failure.path("step").asText()
                                    : ""));
        }
        return scanloop.show(run, String.join("\n", lines));
    }

    private static List<String> phases(JsonNode run) {
        var table = Table.of("phase", "steps", "at work", "worker");
        for (var phase : run.path("phases")) {
            var current = phase.path("current");
            var step = Words.text(current.path("step"));
            table.row(
                    phase.path("phase").asText(),
                    "%s of %s"
                            .formatted(
                                    phase.path("completed").asText(),
                                    phase.path("steps").asText()),
                    current.path("progress").isNumber() ? step + ", " + percent(current.path("progress")) : step,
                    Words.text(current.path("worker")));
        }
        return table.lines();
    }

    @Command(
            description = {
                "Asks for a run. Without being asked, runs start by the project's triggers.",
                "Kinds: pretrain learns from all studies, finetune from labels, cycle does both."
            },
            footer = {
                "  scanloop runs start --project liver --kind cycle",
                "  scanloop runs start --project liver --kind finetune --priority urgent"
            })
    int start(
            @Option(names = "--project", paramLabel = "NAME", required = true, description = "The project.")
                    String project,
            @Option(
                            names = "--kind",
                            paramLabel = "KIND",
                            required = true,
                            description = "One of ${COMPLETION-CANDIDATES}.")
                    Kind kind,
            @Option(names = "--priority", paramLabel = "LANE", description = "One of ${COMPLETION-CANDIDATES}.")
                    @Nullable
                    Lane priority,
            @Option(
                            names = "--method",
                            paramLabel = "NAME",
                            description = "One of those that the project trains. Default: its first.")
                    @Nullable
                    String method,
            @Option(names = "--preset", paramLabel = "NAME", description = "Another size than the project's.") @Nullable
                    String preset) {
        var request = Json.object().put("kind", kind.name());
        if (priority != null) {
            request.put("priority", priority.name());
        }
        if (method != null) {
            request.put("method", method);
        }
        if (preset != null) {
            request.put("preset", preset);
        }
        var answer = scanloop.loop().startRun(project, request);
        return scanloop.show(
                answer,
                "asked for a run (request %s); `scanloop runs list --project %s` shows it once it has begun"
                        .formatted(answer.path("request").asText(), project));
    }

    @Command(description = "Asks that a run be cancelled.", footer = "  scanloop runs cancel r7 --project liver")
    int cancel(
            @Parameters(paramLabel = "RUN", description = "The run.") String run,
            @Option(names = "--project", paramLabel = "NAME", required = true, description = "The project.")
                    String project) {
        var answer = scanloop.loop().cancelRun(project, run);
        return scanloop.show(
                answer,
                "asked to cancel run %s (request %s)"
                        .formatted(run, answer.path("request").asText()));
    }

    private static String cause(JsonNode run) {
        var cause = run.path("cause");
        return Words.text(cause.isObject() ? cause.path("trigger") : cause);
    }

    private static String percent(JsonNode share) {
        return share.isNumber() ? Math.round(100 * share.asDouble()) + " %" : "-";
    }
}
