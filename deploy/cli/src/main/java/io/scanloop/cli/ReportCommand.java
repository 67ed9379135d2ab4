package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scanloop report}: how good a model version is. */
@Command(
        name = "report",
        description = {
            "Shows how good a model version is on patients that it never saw, beside what a per-voxel classifier of the"
                    + " same patients reaches.",
            "",
            "With --csv it prints the figures of each study, for scanloop compare: models whose runs had the same test"
                    + " studies are judged on the same."
        },
        footer = {
            "  scanloop report --project liver",
            "  scanloop report m7 --project liver --json",
            "  scanloop report m7 --project liver --csv > m7.csv"
        })
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

    @Option(names = "--csv", description = "Print the Dice of each study and class instead, comma-separated.")
    private boolean wantsFigures;

    ReportCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
    }

    @Override
    public Integer call() {
        var client = scanloop.loop();
        var name = model == null ? lastJudged(client, project).orElseThrow(this::noneJudged) : model;
        var report = client.report(project, name);
        return wantsFigures
                ? scanloop.show(report, String.join("\n", figures(report)))
                : show(scanloop, client, report);
    }

    /** One line a study: its patient, the mean over the classes that it has, and each class; empty where it has none. */
    private static List<String> figures(JsonNode report) {
        var classes = new ArrayList<String>();
        report.path("classes")
                .forEach(row -> classes.add(Integer.toString(row.path("value").asInt())));
        var lines = new ArrayList<String>();
        lines.add("patient,case,dice"
                + classes.stream().map(value -> ",dice-" + value).collect(Collectors.joining()));
        for (var study : report.path("studies")) {
            var dice = study.path("dice");
            var mean = dice.valueStream().mapToDouble(JsonNode::asDouble).average();
            lines.add("%s,%s,%s"
                    .formatted(
                            study.path("patient").asText(),
                            study.path("study").asText(),
                            Stream.concat(
                                            Stream.of(mean.isPresent() ? Double.toString(mean.getAsDouble()) : ""),
                                            classes.stream()
                                                    .map(value ->
                                                            dice.path(value).asText()))
                                    .collect(Collectors.joining(","))));
        }
        return lines;
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
