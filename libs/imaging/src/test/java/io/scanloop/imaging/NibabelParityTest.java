package io.scanloop.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every odd file of the shared collection is read as nibabel reads it, or refused where nibabel refuses it. */
class NibabelParityTest {
    private static final Path ODD = Path.of(System.getProperty("scanloop.root"), "../shared/data/nifti-odd");

    /** Compression is told by its magic here, by the name there. */
    private static final String READ_HERE_ONLY = "plain_named_gz.nii.gz";

    static Stream<Arguments> files() throws IOException {
        Path facts = ODD.resolve("facts.json");
        if (!Files.exists(facts)) {
            return Stream.of(Arguments.of("facts.json", null));
        }
        List<Arguments> files = new ArrayList<>();
        for (JsonNode entry : new ObjectMapper().readTree(facts.toFile())) {
            files.add(Arguments.of(entry.get("file").asText(), entry));
        }
        return files.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void agreesWithTheReference(String name, JsonNode facts) throws IOException {
        Path file = locate(name);
        assumeTrue(facts != null && Files.exists(file), file + " absent");

        if (facts.has("error") && !name.equals(READ_HERE_ONLY)) {
            assertThatThrownBy(() -> VolumeFacts.scan(file, NiftiLimits.DEFAULT))
                    .isInstanceOf(InvalidVolumeException.class);
            return;
        }
        var volume = VolumeFacts.scan(file, NiftiLimits.DEFAULT);

        if (!name.equals(READ_HERE_ONLY)) {
            assertSame(volume, facts);
        }
    }

    private static void assertSame(VolumeFacts volume, JsonNode facts) {
        NiftiHeader header = volume.header();
        assertThat(header.shape()).isEqualTo(asLongs(facts.get("shape")));
        assertThat(header.spacing()).isEqualTo(asDoubles(facts.get("zooms")));
        assertThat(header.orientation()).isEqualTo(facts.get("axcodes").asText());
        assertThat(header.qformCode()).isEqualTo(facts.get("qform_code").asInt());
        assertThat(header.sformCode()).isEqualTo(facts.get("sform_code").asInt());
        for (int row = 0; row < 3; row++) {
            double[] expected = asDoubles(facts.get("affine").get(row));
            for (int column = 0; column < 4; column++) {
                assertThat(header.affine().at(row, column)).isCloseTo(expected[column], within(1e-12));
            }
        }
        assertNumber(volume.sum(), facts.get("sum"));
        assertNumber(volume.minimum(), facts.get("min"));
        assertNumber(volume.maximum(), facts.get("max"));
    }

    private static void assertNumber(double actual, JsonNode expected) {
        if (expected == null || expected.isTextual()) {
            assertThat(actual).isNaN();
        } else {
            double wanted = expected.asDouble();
            assertThat(actual).isCloseTo(wanted, within(1e-12 * Math.max(1, Math.abs(wanted))));
        }
    }

    /** An entry may lie in a package of the operating system. */
    private static Path locate(String name) {
        int colon = name.indexOf(": ");
        if (colon < 0) {
            return ODD.resolve(name);
        }
        String inside = name.substring(colon + 2);
        Path root = inside.startsWith("nibabel/") ? Path.of("/usr/lib/python3/dist-packages") : Path.of("/usr/share");
        return root.resolve(inside);
    }

    private static long[] asLongs(JsonNode array) {
        var numbers = new long[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).asLong();
        }
        return numbers;
    }

    private static double[] asDoubles(JsonNode array) {
        var numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).asDouble();
        }
        return numbers;
    }
}
