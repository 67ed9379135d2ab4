package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.learning.method.Methods;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
    private static final String MANIFEST = """
            {'project': 'liver', 'model': 'm7', 'run': 'r7', 'generation': 2, 'at': '2026-11-26T17:08:00.123Z',
             'method': 'METHOD', 'preset': 'tiny', 'classes': [{'value': 3, 'name': 'tumour'}],
             'contrasts': ['CT'], 'spacing': [2.0, 2.0, 3.0], 'weights': [{'key': 'k', 'sha256': 'HASH', 'size': 1}],
             'configuration': {'key': 'c', 'sha256': 'c0ffee', 'size': 1},
             'snapshot': {'key': 's', 'sha256': '5eed', 'size': 1}, 'seed': 11, 'encoder': null,
             'provenance': {'engine': 'PyTorch 2.7.1', 'threads': '1'}}""";

    @TempDir
    Path folder;

    private final Screen screen = new Screen();
    private LoopServer server;
    private byte[] weights = {};
    private String program = "";

    @BeforeEach
    void start() throws IOException {
        server = LoopServer.start();
        var task = new Task(List.of("CT"), List.of(3), List.of(2.0, 2.0, 3.0), "tiny");
        try (var trainer = Trainer.create(Methods.named("missu").finetuning(task), 1, 1)) {
            trainer.save(Files.createDirectory(folder.resolve("trained")));
            program = trainer.program();
        }
        weights = Files.readAllBytes(folder.resolve("trained/weights-0.safetensors"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void exportsAModel() throws Exception {
        serve("missu", weights);

        assertThat(export("--passes", "1")).isZero();

        assertThat(screen.out()).contains("network", "GMAC").containsPattern("exported +\\d+,\\d+");
        assertThat(screen.err()).contains("left out: msf, pyramid", "written to " + folder.resolve("m7"));
        try (var files = Files.list(folder.resolve("m7"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("model.pt", "weights.safetensors", "model.json");
        }
        var about = Json.read(folder.resolve("m7/model.json"));
        var origin = about.path("provenance");
        assertThat(origin.path("model").asText()).isEqualTo("m7");
        assertThat(origin.path("run").asText()).isEqualTo("r7");
        assertThat(origin.path("snapshot_sha256").asText()).isEqualTo("5eed");
        assertThat(origin.path("checkpoint_sha256").asText()).isEqualTo(hash(weights));
        assertThat(origin.path("engine").asText()).isEqualTo("PyTorch 2.7.1");
        assertThat(origin.path("program").asText()).startsWith("not recorded").endsWith(program);
        assertThat(screen.err()).contains("the program that trained it: not recorded");
        assertThat(origin.path("exported_by").asText()).startsWith("scanloop");
        assertThat(about.path("classes").path(1).path("name").asText()).isEqualTo("tumour");
        assertThat(about.path("study").path("intensities").path("CT").asText()).contains("HU");
        assertThat(about.path("figures").path("exported").path("milliseconds").asDouble())
                .isPositive();
    }

    @Test
    void saysInJsonWhatItMeasured() throws Exception {
        serve("missu", weights);

        assertThat(export("--passes", "0", "--json")).isZero();

        var figures = screen.json().path("figures");
        assertThat(figures.path("exported").path("parameters").asLong())
                .isLessThan(figures.path("finetuning").path("parameters").asLong());
        assertThat(figures.path("exported").has("milliseconds")).isFalse();
        assertThat(screen.json().path("strippedParameters").path("msf").asLong())
                .isPositive();
    }

    @Test
    void saysThatTheProgramIsTheOneThatTrainedTheWeights() throws Exception {
        serve("missu", weights);
        server.gives("models/m7/manifest", recorded(program));

        assertThat(export("--passes", "0")).isZero();

        assertThat(screen.err()).contains("the program that trained it: the same as in this version");
    }

    @Test
    void saysThatTheProgramIsAnotherThanTheOneThatTrainedTheWeights() throws Exception {
        serve("missu", weights);
        server.gives("models/m7/manifest", recorded("abc"));

        assertThat(export("--passes", "0")).isZero();

        assertThat(screen.err()).contains("another than in this version, where it is " + program);
        var origin = Json.read(folder.resolve("m7/model.json")).path("provenance");
        assertThat(origin.path("program_sha256").asText()).isEqualTo("abc");
        assertThat(origin.path("program").asText()).startsWith("another");
    }

    private String recorded(String hash) throws Exception {
        return MANIFEST.replace("METHOD", "missu")
                .replace("HASH", hash(weights))
                .replace("'threads': '1'", "'threads': '1', 'program_sha256': '%s'".formatted(hash));
    }

    @Test
    void anUnknownModelIsRefusedByTheServer() {
        assertThat(export()).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("there is no such thing");
        assertThat(folder.resolve("m7")).doesNotExist();
    }

    @Test
    void aFolderThatIsThereIsNotTouched() throws Exception {
        serve("missu", weights);
        Files.createDirectory(folder.resolve("m7"));

        assertThat(export()).isEqualTo(ExitStatus.USAGE.code());
        assertThat(screen.err()).contains("is there already", "--output");
        assertThat(server.requests("")).isEmpty();
    }

    @Test
    void aMethodThatThisProgramDoesNotKnowIsNamed() throws Exception {
        serve("telepathy", weights);

        assertThat(export()).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("there is no method \"telepathy\"", "of the version that trained it");
    }

    @Test
    void weightsOfAnotherMethodAreNamed() throws Exception {
        serve("residual-unet", weights);

        assertThat(export()).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("which the network has not");
        assertThat(folder.resolve("m7")).doesNotExist();
    }

    @Test
    void weightsThatDidNotComeWholeAreNotUsed() throws Exception {
        serve("missu", weights);
        server.givesBytes("models/m7/weights/0", new byte[] {1, 2, 3});

        assertThat(export()).isEqualTo(ExitStatus.FAILED.code());
        assertThat(screen.err()).contains("did not come whole", hash(weights));
        assertThat(folder.resolve("m7")).doesNotExist();
    }

    private void serve(String method, byte[] file) throws Exception {
        server.gives("models/m7/manifest", MANIFEST.replace("METHOD", method).replace("HASH", hash(file)))
                .givesBytes("models/m7/weights/0", file);
    }

    private static String hash(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private int export(Object... more) {
        var all = new ArrayList<Object>(List.of("models", "export", "m7", "--project", "liver"));
        all.addAll(List.of("--eval-server", server.address(), "--output", folder.resolve("m7")));
        all.addAll(List.of(more));
        return screen.run(all.toArray());
    }
}
