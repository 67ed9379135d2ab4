package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scanloop.cli.ScanloopClient.Page;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scanloop studies}: what a project holds. */
@Command(
        name = "studies",
        description = "Shows the studies of a project and their labels.",
        footer = {
            "  scanloop studies list --project liver --split train",
            "  scanloop studies show 3f9a... --project liver",
            "  scanloop studies labels list 3f9a... --project liver"
        })
final class StudiesCommand {
    private final Scanloop scanloop;

    StudiesCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
    }

    @Command(
            description = "Lists studies, the first hundred unless --all is given.",
            footer = {
                "  scanloop studies list --project liver --all --json",
                "  scanloop studies list --project liver --split test --contrast T2"
            })
    int list(
            @Option(names = "--project", paramLabel = "NAME", required = true, description = "The project.")
                    String project,
            @Option(names = "--split", paramLabel = "SIDE", description = "Only train, validation or test.") @Nullable
                    String split,
            @Option(names = "--contrast", paramLabel = "NAME", description = "Only those with this contrast.") @Nullable
                    String contrast,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "How many. Default: 100.")
                    int limit,
            @Option(names = "--after", paramLabel = "CURSOR", description = "Go on after the page with this \"next\".")
                    @Nullable
                    String after,
            @Option(names = "--all", description = "All of them, however many.") boolean all) {
        var client = scanloop.client();
        var studies =
                Pages.some(cursor -> client.studies(project, new Page(limit, cursor, split, contrast)), after, all);
        var table = Table.of("study", "patient", "split", "revision", "contrasts", "labels");
        for (var study : studies.path("items")) {
            table.row(
                    study.path("study").asText(),
                    study.path("patient").asText(),
                    study.path("split").asText(),
                    study.path("revision").asText(),
                    Json.joined(study.path("contrasts"), ", "),
                    study.path("labels").asText());
        }
        return scanloop.show(studies, table.lines(), Pages.rest(studies));
    }

    @Command(description = "Shows one study.", footer = "  scanloop studies show 3f9a... --project liver")
    int show(
            @Parameters(paramLabel = "ID", description = "The study, as the list names it.") String id,
            @Option(names = "--project", paramLabel = "NAME", required = true, description = "The project.")
                    String project) {
        var study = scanloop.client().study(project, id);
        var table = Table.of("contrast", "shape", "spacing (mm)", "size", "content");
        var contrasts = study.path("contrasts");
        contrasts.fieldNames().forEachRemaining(name -> {
            var contrast = contrasts.path(name);
            table.row(
                    name,
                    Json.joined(contrast.path("shape"), " x "),
                    Json.joined(contrast.path("spacing"), " x "),
                    Progress.size(contrast.path("object").path("size").asLong()),
                    start(contrast.path("content").asText()));
        });
        var head = "study %s, revision %s, patient %s (%s)"
                .formatted(
                        study.path("study").asText(),
                        study.path("revision").asText(),
                        study.path("patient").asText(),
                        study.path("split").asText());
        return scanloop.show(study, head + "\n" + String.join("\n", table.lines()));
    }

    @Command(
            description = {
                "Lists what was refused at intake or set aside later, and why.",
                "A page is in no order of time; with --all, the oldest comes first."
            },
            footer = "  scanloop studies quarantine --project liver")
    int quarantine(
            @Option(names = "--project", paramLabel = "NAME", required = true, description = "The project.")
                    String project,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "How many. Default: 100.")
                    int limit,
            @Option(names = "--after", paramLabel = "CURSOR", description = "Go on after the page with this \"next\".")
                    @Nullable
                    String after,
            @Option(names = "--all", description = "All of them, however many.") boolean all) {
        var client = scanloop.client();
        var entries = Pages.some(cursor -> client.quarantine(project, new Page(limit, cursor, null, null)), after, all);
        if (all) {
            sortByTime(entries);
        }
        var lines = new ArrayList<String>();
        for (var entry : entries.path("items")) {
            lines.add("%s  study %s"
                    .formatted(entry.path("at").asText(), entry.path("study").asText()));
            for (var reason : entry.path("reasons")) {
                var contrast = reason.path("contrast").asText("");
                lines.add("  " + (contrast.isEmpty() ? "" : contrast + ": ")
                        + reason.path("message").asText());
            }
        }
        return scanloop.show(entries, lines, Pages.rest(entries));
    }

    /** The server lists without regard to time. */
    private static void sortByTime(ObjectNode list) {
        var items = new ArrayList<JsonNode>();
        list.path("items").forEach(items::add);
        items.sort(Comparator.comparing(StudiesCommand::time));
        list.putArray("items").addAll(items);
    }

    private static Instant time(JsonNode entry) {
        try {
            return Instant.parse(entry.path("at").asText());
        } catch (DateTimeParseException e) {
            return Instant.MAX; // shown, at the end
        }
    }

    private static String start(String hash) {
        return hash.substring(0, Math.min(12, hash.length()));
    }
}
