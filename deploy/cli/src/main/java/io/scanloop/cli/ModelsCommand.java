package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.scanloop.cli.ScanloopClient.Page;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scanloop models}: the model versions of a project. */
@Command(
        name = "models",
        description = "Shows the model versions of a project and how good they are, and exports them.",
        footer = {
            "  scanloop models list --project liver",
            "  scanloop models show m7 --project liver",
            "  scanloop models export m7 --project liver --output m7"
        })
final class ModelsCommand {
    private final Scanloop scanloop;

    ModelsCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
    }

    @Command(
            description = "Lists model versions, the first hundred unless --all is given.",
            footer = "  scanloop models list --project liver --all --json")
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
        var models = Pages.some(cursor -> client.models(project, new Page(limit, cursor, null, null)), after, all);
        var table =
                Table.of("model", "generation", "run", "method", "preset", "Dice", "95 % interval", "alias", "since");
        for (var model : models.path("items")) {
            table.row(
                    model.path("model").asText(),
                    model.path("generation").asText(),
                    model.path("run").asText(),
                    model.path("method").asText(),
                    model.path("preset").asText(),
                    Words.score(model.path("dice")),
                    Words.interval(model),
                    Words.text(model.path("alias")),
                    Words.moment(model.path("registeredAt")));
        }
        return scanloop.show(models, table.lines(), Pages.rest(models));
    }

    @Command(
            description = "Shows one model version; `scanloop report` shows it class by class.",
            footer = "  scanloop models show m7 --project liver")
    int show(
            @Parameters(paramLabel = "MODEL", description = "The model version, as the list names it.") String id,
            @Option(names = "--project", paramLabel = "NAME", required = true, description = "The project.")
                    String project) {
        var model = scanloop.loop().model(project, id);
        return scanloop.show(model, String.join("\n", described(model).lines()));
    }

    private static Table described(JsonNode model) {
        var table = new Table()
                .row("model", model.path("model").asText())
                .row(
                        "made by",
                        "run %s, %s %s, generation %s"
                                .formatted(
                                        model.path("run").asText(),
                                        model.path("method").asText(),
                                        model.path("preset").asText(),
                                        model.path("generation").asText()))
                .row("registered", Words.moment(model.path("registeredAt")))
                .row("alias", Words.text(model.path("alias")));
        return model.path("dice").isNumber()
                ? table.row(
                                "Dice",
                                "%s, 95 %% interval %s"
                                        .formatted(Words.score(model.path("dice")), Words.interval(model)))
                        .row("verdict", Words.text(model.path("verdict")))
                : table.row("Dice", "not judged yet");
    }
}
