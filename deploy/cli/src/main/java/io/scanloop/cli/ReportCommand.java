package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scanloop report}: how good a model version is. */
@Command(
        name = "report",
        description = "Shows how good a model version is on patients that it never saw, beside what a per-voxel"
                + " classifier of the same patients reaches.",
        footer = {"  scanloop report --project liver", "  scanloop report m7 --project liver --json"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ReportCommand implements Callable<Integer> {
    private final Scanloop scanloop;

    @Parameters(
            paramLabel = "MODEL",
            arity = "0..1",
            description = "The model version. Default: the one that was judged last.")
    private @Nullable String model;

    @Option(names = "--project", paramLabel = "NAME", required = true, description = "The project.")
    private String project;

    ReportCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
    }

    @Override
    public Integer call() {
        var client = scanloop.loop();
        var name = model == null ? lastJudged(client, project).orElseThrow(this::noneJudged) : model;
        return show(scanloop, client, client.report(project, name));
    }

    /** Prints a report. */
    static int show(Scanloop scanloop, LoopClient client, JsonNode report) {
        return scanloop.show(report, String.join("\n", new ReportTable(report).lines(client.server())));
    }

    /** The model version that was judged last, when there is one. */
    static Optional<String> lastJudged(LoopClient client, String project) {
        String last = null;
        var since = "";
        for (var candidate : client.latestModels(project).path("items")) {
            var at = candidate.path("registeredAt").asText();
            if (candidate.hasNonNull("verdict") && at.compareTo(since) >= 0) {
                last = candidate.path("model").asText();
                since = at;
            }
        }
        return Optional.ofNullable(last);
    }

    private ProblemException noneJudged() {
        return new ProblemException(
                ExitStatus.REFUSED,
                Problem.of(
                        "no-model",
                        "no model of project %s has been judged".formatted(project),
                        "`scanloop runs list --project %s` shows what runs; `scanloop watch` waits for the first"
                                .formatted(project)));
    }
}
