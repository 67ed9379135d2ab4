package io.scanloop.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scanloop encoders}: published weights that a project starts from in place of a pre-training. */
@Command(
        name = "encoders",
        description =
                "Sends published weights, and shows which a project has. A project whose configuration names them as"
                        + " its encoder starts from them in place of a pre-training.",
        footer = {
            "  scanloop encoders add swin.npz --project liver --name swin-published",
            "  scanloop encoders list --project liver"
        })
final class EncodersCommand {
    private final Scanloop scanloop;

    EncodersCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
    }

    @Command(
            description = "Sends weights, safetensors or .npz. The same under the same name again changes nothing.",
            footer = "  scanloop encoders add swin.npz --project liver --name swin-published")
    int add(
            @Parameters(paramLabel = "FILE", description = "The weights.") Path file,
            @Option(names = "--project", paramLabel = "NAME", required = true, description = "The project.")
                    String project,
            @Option(names = "--name", paramLabel = "NAME", required = true, description = "What it is to call them.")
                    String name) {
        if (!Files.isRegularFile(file)) {
            throw new ProblemException(
                    ExitStatus.USAGE,
                    Problem.of("no-file", "there is no file %s".formatted(file), "give the weights as one file"));
        }
        var body = Multipart.of("encoder", Json.object().put("name", name), Map.of("file", file));
        var answer = scanloop.client().postEncoder(project, body, bytes -> {});
        var text =
                "encoder %s %s: %s tensors as %s%nset \"finetuning\": {\"encoder\": \"%s\"} in the configuration of %s to start from it"
                        .formatted(
                                name,
                                answer.status() == 200 ? "was there" : "is stored",
                                answer.body().path("tensors").asText(),
                                answer.body().path("format").asText(),
                                name,
                                project);
        return scanloop.show(answer.body(), text);
    }

    @Command(
            description = "Lists the published weights of a project.",
            footer = "  scanloop encoders list --project liver")
    int list(
            @Option(names = "--project", paramLabel = "NAME", required = true, description = "The project.")
                    String project) {
        var encoders = scanloop.client().encoders(project);
        var table = Table.of("encoder", "format", "tensors", "bytes", "sha-256");
        for (var encoder : encoders.path("items")) {
            table.row(
                    encoder.path("encoder").asText(),
                    encoder.path("format").asText(),
                    encoder.path("tensors").asText(),
                    encoder.path("object").path("size").asText(),
                    encoder.path("object").path("sha256").asText());
        }
        return scanloop.show(encoders, String.join("\n", table.lines()));
    }
}
