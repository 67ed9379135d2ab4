package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.weights.NumpyArchive;
import io.scanloop.learning.weights.Safetensors;
import io.scanloop.learning.weights.TensorArchive;
import io.scanloop.learning.weights.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkCommandTest {
    @TempDir
    Path folder;

    private final Screen screen = new Screen();

    @Test
    void listsNetworksWithTheirSizes() {
        assertThat(screen.run("network", "list", "--json")).isZero();

        assertThat(screen.json().path("items").findValuesAsText("network"))
                .contains("swin-unetr", "smit-net-p", "missu", "pix2rep", "unetr", "residual-unet");
    }

    @Test
    void describesTheNetworkThatIsAskedFor() {
        assertThat(screen.run("network", "describe", "swin-unetr", "--set", "features=24", "--json"))
                .isZero();

        var json = screen.json();
        assertThat(json.path("parameters").asLong()).isEqualTo(15_703_304);
        assertThat(json.path("stages").path("x4")).hasToString("[1,384,3,3,3]");
        assertThat(json.path("shapes").path("swinViT.patch_embed.proj.weight")).hasToString("[24,1,2,2,2]");
        assertThat(json.path("multiplyAccumulates").asLong()).isPositive();
    }

    @Test
    void printsItsProgram() {
        assertThat(screen.run("network", "explain", "residual-unet", "--size", "tiny"))
                .isZero();

        assertThat(screen.out()).contains("torch.conv3d(");
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense, features=3, no network \"nonsense\"",
        "unetr, nonsense=3, no setting \"nonsense\"",
        "unetr, layers=x, 'setting \"layers\" of unetr needs a whole number'",
        "swin-unetr, features=7, multiple of its heads",
    })
    void saysWhatIsWrongWithAConfiguration(String network, String setting, String said) {
        assertThat(screen.run("network", "describe", network, "--set", setting)).isEqualTo(ExitStatus.USAGE.code());
        assertThat(screen.err()).contains(said);
    }

    @ParameterizedTest
    @CsvSource({"out.npz", "out.safetensors"})
    void whatComesOutOfFormulasIsTheSameFromFiles(String name) throws IOException {
        var output = folder.resolve(name).toString();
        assertThat(runTiny("formula", "formula:2", output)).isZero();
        var logits = logits(output);

        assertThat(logits.shape()).containsExactly(1, 3, 8, 16, 8);
        assertThat(spread(logits.asFloats())).isGreaterThan(1e-3);
        // the input as anybody can make it
        var image = new float[8 * 16 * 8];
        for (int j = 0; j < image.length; j++) {
            image[j] = (float) (0.5 + 0.5 * Math.sin(0.013 * j * 3 + 0.6));
        }
        var input = TinyArchive.write(folder.resolve("image.npz"), "anything", image, 1, 1, 8, 16, 8);
        var again = folder.resolve("again-" + name).toString();
        assertThat(screen.run(
                        "network",
                        "run",
                        "residual-unet",
                        "--size",
                        "tiny",
                        "--weights",
                        "formula",
                        "--input",
                        input,
                        "--output",
                        again))
                .as(screen.err())
                .isZero();
        assertThat(logits(again).asFloats()).containsExactly(logits.asFloats(), within(1e-6f));
    }

    @Test
    void aFileThatIsNoArchiveIsRefused() throws IOException {
        var nonsense =
                Files.writeString(folder.resolve("nonsense.npz"), "nonsense").toString();

        assertThat(runTiny(nonsense, "formula", folder.resolve("out.npz").toString()))
                .isNotZero();
        assertThat(screen.err()).contains("scanloop: ");
    }

    @Test
    void weightsOfAnotherNetworkAreRefusedByName() throws IOException {
        var weights = TinyArchive.write(folder.resolve("weights.npz"), "model.strange", new float[2], 2);

        assertThat(runTiny(weights, "formula", folder.resolve("out.npz").toString()))
                .isEqualTo(ExitStatus.USAGE.code());
        assertThat(screen.err()).contains("model.strange", "are missing");
    }

    private int runTiny(String weights, String input, String output) {
        return screen.run(
                "network",
                "run",
                "residual-unet",
                "--size",
                "tiny",
                "--set",
                "input=8,16,8",
                "--weights",
                weights,
                "--input",
                input,
                "--output",
                output);
    }

    private static HostTensor logits(String file) throws IOException {
        return TensorArchive.read(Path.of(file)).get("logits");
    }

    private static double spread(float[] values) {
        double mean = 0;
        for (float value : values) {
            mean += value / (double) values.length;
        }
        double centre = mean;
        return Math.sqrt(IntStream.range(0, values.length)
                        .mapToDouble(i -> Math.pow(values[i] - centre, 2))
                        .sum()
                / values.length);
    }

    /** One array in an archive. */
    private static final class TinyArchive {
        private TinyArchive() {}

        static String write(Path file, String name, float[] values, long... shape) throws IOException {
            var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            NumpyArchive.write(
                    file,
                    List.of(new Safetensors.Tensor(
                            name, TensorType.F32, Arrays.stream(shape).boxed().toList(), bytes)));
            return file.toString();
        }
    }
}
