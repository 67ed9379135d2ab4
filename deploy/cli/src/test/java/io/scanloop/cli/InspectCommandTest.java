package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InspectCommandTest {
    private static final Path ODD = Path.of(System.getProperty("scanloop.root"), "../shared/data/nifti-odd");
    private static final String PACKAGE = "debian package python3-*: ";

    @TempDir
    Path folder;

    private final Screen screen = new Screen();

    @Test
    void saysWhatAVolumeIs() throws IOException {
        var file = TinyVolume.write(folder.resolve("T1.nii"), 2.5, 1, 2, 200);

        var exit = screen.run("inspect", "--json", file);

        assertThat(exit).isZero();
        assertThat(screen.json()).isEqualTo(Json.parse("""
                                {"file": "%s", "format": "NIfTI-1", "shape": [3, 1, 1], "orientation": "RAS",
                                 "affine": [[2.5, 0.0, 0.0, 0.0], [0.0, 2.5, 0.0, 0.0], [0.0, 0.0, 2.5, 0.0],
                                            [0.0, 0.0, 0.0, 1.0]],
                                 "spacing": [2.5, 2.5, 2.5], "type": "uint8", "byteOrder": "little",
                                 "slope": null, "intercept": null, "qformCode": 0, "sformCode": 1,
                                 "minimum": 1.0, "maximum": 200.0, "sum": 203.0, "nonFinite": 0}""".formatted(file)));
    }

    @Test
    void saysItInWords() throws IOException {
        screen.run("inspect", TinyVolume.write(folder.resolve("T1.nii"), 2.5, 1, 2, 200));

        assertThat(screen.out())
                .contains(
                        "shape        3 x 1 x 1", "spacing      2.5 x 2.5 x 2.5 mm", "values       1 to 200, sum 203");
    }

    @Test
    void severalFilesMakeAnArrayAndARefusedOneDoesNotHideTheOthers() throws IOException {
        var good = TinyVolume.write(folder.resolve("T1.nii"), 1, 1, 2);
        var bad = Files.writeString(folder.resolve("T2.nii"), "no volume");

        var exit = screen.run("inspect", "--json", bad, good);

        assertThat(exit).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.json().path(0).path("error").path("code").asText()).isNotEmpty();
        assertThat(screen.json().path(1).path("sum").asDouble()).isEqualTo(3);
    }

    @Test
    void aFileThatClaimsMoreThanItMayIsRefused() throws IOException {
        var exit = screen.run("inspect", "--json", TinyVolume.claim(folder.resolve("bomb.nii"), 30000, 30000, 30000));

        assertThat(exit).isEqualTo(ExitStatus.REFUSED.code());
        var error = screen.json().path("error");
        assertThat(error.path("code").asText()).isEqualTo("too-large");
        assertThat(error.path("expected").asText()).isNotEmpty();
        assertThat(error.path("actual").asText()).contains("30000");
        assertThat(error.path("action").asText()).isNotEmpty();
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        var exit = screen.run("inspect", folder.resolve("none.nii"));

        assertThat(exit).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("none.nii");
    }

    @ParameterizedTest
    @MethodSource("references")
    void agreesWithTheReferenceReader(Path file, JsonNode reference) {
        assumeTrue(Files.exists(file), "reference volume absent: " + file);

        var exit = screen.run("inspect", "--json", file);

        var found = screen.json();
        if (exit != 0) {
            assertThat(reference.has("error"))
                    .as("refused: %s", found.path("error"))
                    .isTrue();
        } else if (!reference.has("error")) {
            assertThat(found.path("shape")).isEqualTo(reference.path("shape"));
            assertThat(found.path("orientation")).isEqualTo(reference.path("axcodes"));
            assertClose(found.path("affine"), reference.path("affine"));
            assertClose(found.path("spacing"), reference.path("zooms"));
            assertClose(found.path("sum"), reference.path("sum"));
            assertClose(found.path("minimum"), reference.path("min"));
            assertClose(found.path("maximum"), reference.path("max"));
            assertThat(found.path("byteOrder").asText())
                    .isEqualTo(reference.path("endianness").asText().equals(">") ? "big" : "little");
        }
    }

    static Stream<Object[]> references() {
        if (!Files.exists(ODD)) {
            return Stream.<Object[]>of(new Object[] {ODD, Json.object()});
        }
        return StreamSupport.stream(Json.read(ODD.resolve("facts.json")).spliterator(), false)
                .map(reference -> new Object[] {place(reference.path("file").asText()), reference});
    }

    private static Path place(String name) {
        return name.startsWith(PACKAGE)
                ? Path.of("/usr/lib/python3/dist-packages", name.substring(PACKAGE.length()))
                : ODD.resolve(name.replace("debian package: mricron", "/usr/share/mricron"));
    }

    private static void assertClose(JsonNode found, JsonNode reference) {
        if (reference.isContainerNode()) {
            assertThat(found.size()).isEqualTo(reference.size());
            for (int i = 0; i < reference.size(); i++) {
                assertClose(found.get(i), reference.get(i));
            }
        } else if (reference.isNumber()) {
            assertThat(found.asDouble()).isCloseTo(reference.asDouble(), Percentage.withPercentage(1e-4));
        } else if (!reference.isMissingNode()) {
            assertThat(found).isEqualTo(reference);
        }
    }
}
