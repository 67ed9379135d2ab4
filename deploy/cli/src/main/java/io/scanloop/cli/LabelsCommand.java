package io.scanloop.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scanloop studies labels}: the label sets of a study and what may be trained on. */
@Command(
        name = "labels",
        description = "Shows the label sets of a study, accepts them for training, or withdraws them.",
        footer = {
            "  scanloop studies labels list 3f9a... --project liver",
            "  scanloop studies labels accept 3f9a... l1 --project liver",
            "  scanloop studies labels withdraw 3f9a... l1 --project liver --reason \"left and right swapped\""
        })
final class LabelsCommand {
    private final Scanloop scanloop;

    LabelsCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
    }

    @Command(
            description = "Lists the label sets of a study.",
            footer = "  scanloop studies labels list 3f9a... --project liver")
    int list(
            @Parameters(paramLabel = "STUDY", description = "The study, as the list of studies names it.") String study,
            @Option(names = "--project", paramLabel = "NAME", required = true, description = "The project.")
                    String project) {
        var labels = scanloop.client().labels(project, study);
        var table = Table.of("labels", "version", "annotator", "status");
        for (var set : labels.path("items")) {
            table.row(
                    set.path("labels").asText(),
                    set.path("version").asText(),
                    set.path("annotator").asText(),
                    set.path("status").asText());
        }
        return scanloop.show(labels, String.join("\n", table.lines()));
    }

    @Command(
            description = "Lets a label set be trained on.",
            footer = "  scanloop studies labels accept 3f9a... l1 --project liver")
    int accept(
            @Parameters(index = "0", paramLabel = "STUDY", description = "The study.") String study,
            @Parameters(index = "1", paramLabel = "LABELS", description = "The label set, e.g. l1.") String labels,
            @Option(names = "--project", paramLabel = "NAME", required = true, description = "The project.")
                    String project) {
        var answer = scanloop.client().acceptLabels(project, study, labels);
        return scanloop.show(answer, "labels %s of study %s are accepted".formatted(labels, study));
    }

    @Command(
            description = "Takes a label set out of use; it stays stored.",
            footer = "  scanloop studies labels withdraw 3f9a... l1 --project liver --reason \"wrong side\"")
    int withdraw(
            @Parameters(index = "0", paramLabel = "STUDY", description = "The study.") String study,
            @Parameters(index = "1", paramLabel = "LABELS", description = "The label set, e.g. l1.") String labels,
            @Option(names = "--project", paramLabel = "NAME", required = true, description = "The project.")
                    String project,
            @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for the others.")
                    String reason) {
        var answer = scanloop.client().withdrawLabels(project, study, labels, reason);
        return scanloop.show(answer, "labels %s of study %s are withdrawn".formatted(labels, study));
    }
}
