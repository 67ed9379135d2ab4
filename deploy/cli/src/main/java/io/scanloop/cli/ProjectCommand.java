package io.scanloop.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scanloop project}: what a project segments, and from what. */
@Command(
        name = "project",
        description =
                "Makes projects and shows them. A project is one segmentation task: its classes, contrasts and spacing.",
        footer = {
            "  scanloop project init liver --from /data/livers --write liver.json",
            "  scanloop project put liver --file liver.json",
            "  scanloop project show liver"
        })
final class ProjectCommand {
    private final Scanloop scanloop;

    ProjectCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
    }

    @Command(description = "Lists the projects.", footer = "  scanloop project list --json")
    int list() {
        var projects = scanloop.client().projects();
        var table = Table.of("project", "version", "generation");
        for (var project : projects.path("items")) {
            table.row(
                    project.path("project").asText(),
                    project.path("version").asText(),
                    project.path("generation").asText());
        }
        return scanloop.show(projects, String.join("\n", table.lines()));
    }

    @Command(description = "Shows a project's configuration.", footer = "  scanloop project show liver")
    int show(@Parameters(paramLabel = "NAME", description = "Name of the project.") String name) {
        var project = scanloop.client().project(name).orElseThrow(() -> unknown(name));
        var text = "%s, version %s, generation %s%n%s"
                .formatted(
                        name,
                        project.path("version").asText(),
                        project.path("generation").asText(),
                        Json.pretty(project.path("configuration")));
        return scanloop.show(project, text);
    }

    @Command(
            description = "Makes a project, or changes its configuration. The same content again changes nothing.",
            footer = "  scanloop project put liver --file liver.json")
    int put(
            @Parameters(paramLabel = "NAME", description = "Name of the project.") String name,
            @Option(names = "--file", paramLabel = "F", required = true, description = "Its configuration, JSON.")
                    Path file) {
        var answer = scanloop.client().putProject(name, Json.read(file));
        var text = "project %s %s version %s, generation %s"
                .formatted(
                        name,
                        answer.status() == 201 ? "is made:" : "has",
                        answer.body().path("version").asText(),
                        answer.body().path("generation").asText());
        return scanloop.show(answer.body(), text);
    }

    @Command(
            description = "Makes a project from what a folder of studies holds: contrasts from the names of the files,"
                    + " classes from the labels, spacing as the median.",
            footer = {
                "  scanloop project init liver --from /data/livers",
                "  scanloop project init liver --from /data/livers --write /data/livers/project.json"
            })
    int init(
            @Parameters(paramLabel = "NAME", description = "Name of the project.") String name,
            @Option(names = "--from", paramLabel = "DIR", required = true, description = "Folder of studies.")
                    Path folder,
            @Option(
                            names = "--write",
                            paramLabel = "F",
                            description = "Write the configuration into this new file, to be edited; make no project.")
                    @Nullable
                    Path file)
            throws IOException {
        var configuration = ProjectConfiguration.infer(Cohort.read(folder), scanloop.console());
        if (file != null) {
            refuseToOverwrite(file);
            Files.writeString(file, Json.pretty(configuration) + "\n");
            return scanloop.show(
                    configuration, "%s: %s".formatted(file, ProjectConfiguration.inOneLine(configuration)));
        }
        var client = scanloop.client();
        if (client.project(name).isPresent()) {
            throw new ProblemException(
                    ExitStatus.REFUSED,
                    Problem.of(
                            "project-exists",
                            "project %s is there already".formatted(name),
                            "a new name",
                            name,
                            "change it with `scanloop project put`, or use --write"));
        }
        var answer = client.putProject(name, configuration);
        return scanloop.show(
                answer.body(), "project %s: %s".formatted(name, ProjectConfiguration.inOneLine(configuration)));
    }

    private static void refuseToOverwrite(Path file) {
        if (Files.exists(file)) {
            throw new ProblemException(
                    ExitStatus.REFUSED,
                    Problem.of(
                            "file-exists",
                            "%s is there already".formatted(file),
                            "a new file",
                            "an existing one",
                            "remove it or name another"));
        }
    }

    private static ProblemException unknown(String project) {
        return new ProblemException(
                ExitStatus.REFUSED,
                Problem.of(
                        "project-unknown",
                        "there is no project %s".formatted(project),
                        "`scanloop project list` shows which there are"));
    }
}
