package io.scanloop.learning.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Shapes;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.program.Program;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NetworksTest {
    private static Network build(String name, String size, String... pairs) {
        var changed = new HashMap<String, String>();
        for (var pair : pairs) {
            int equals = pair.indexOf('=');
            changed.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return Networks.build(name, size, changed);
    }

    private static long count(Network network, String... prefixes) {
        return network.shapes().entrySet().stream()
                .filter(parameter -> Arrays.stream(prefixes).anyMatch(parameter.getKey()::startsWith))
                .mapToLong(parameter -> Shapes.count(parameter.getValue()))
                .sum();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "swin-encoder paper - - 8062002",
                "swin-unetr paper - - 62187296",
                "swin-unetr paper features 24 15703304",
                "swin-unetr paper features 12 4078220",
                "smit-net-p paper - - 28192614",
                "smit-net-f paper - - 62898390",
                "missu paper - - 10398436",
                "missu paper norm group 10398660",
                "transbts paper - - 32987588",
                "transbts paper layers 1 17237444",
                "unetr paper - - 92783842",
                "unetr paper channels 3 99076194",
                "vit paper - - 88340736",
                "swin-encoder tiny - - 129398",
                "swin-unetr tiny - - 982685",
            })
    void hasAsManyParametersAsPublished(String name, String size, String key, String value, long parameters) {
        var network = value.equals("-") ? build(name, size) : build(name, size, key + "=" + value);

        assertThat(network.parameters()).isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "swin-pretraining paper reconstruction steps conv. 3134545",
                "swin-pretraining paper reconstruction single conv. 25165825",
                "swin-pretraining paper reconstruction upsampling conv. 10638385",
                "swin-pretraining paper reconstruction steps rotation_head. 3076",
                "swin-pretraining paper reconstruction steps contrastive_head. 393728",
                "swin-pretraining tiny reconstruction steps conv. 48565",
                "smit-student paper batch 2 transformer. 8763832",
                "smit-student paper batch 2 mip. 25198592",
                "smit-student paper batch 2 token_head. 7614720",
                "smit-student paper batch 2 global_head. 7614720",
                "smit-student tiny batch 2 transformer. 129098",
                "smit-student tiny batch 2 mip. 397312",
                "smit-student tiny batch 2 token_head. 35360",
                "missu-training tiny fusion shared msf. 110432",
                "missu-training tiny fusion shared pyramid. 18656",
            })
    void partsHaveAsManyParametersAsPublished(
            String name, String size, String key, String value, String prefix, long parameters) {
        assertThat(count(build(name, size, key + "=" + value), prefix)).isEqualTo(parameters);
    }

    @Test
    void networksOfSeveralPartsHaveAsManyParametersAsPublished() {
        assertThat(build("smit-student", "paper").parameters()).isEqualTo(49_192_632);
        var amae = build("amae-pretraining", "paper", "present=1,1,1,1,1,1,1");
        assertThat(count(amae, "dct.", "modality.", "encoder.")).isEqualTo(88_220_160);
        assertThat(count(amae, "decoder.")).isEqualTo(25_219_072 + 393_728 + 2_101_248 + 512 + 7 * 512 + 2 * 512);
        assertThat(count(build("missu-training", "paper", "fusion=shared"), "msf.", "pyramid."))
                .isEqualTo(515_712);
        assertThat(count(build("missu-training", "paper", "fusion=separate"), "msf.", "pyramid."))
                .isEqualTo(1_107_744);
    }

    @Test
    void networksInThePlaneHaveAsManyParametersAsPublished() {
        var pretraining = build("pix2rep-pretraining", "paper");
        long head = 1024L * 256 + 256 + 2 * 256 + 256 * 256 + 256;
        var tiny = build("pix2rep-pretraining", "tiny");
        long tinyHead = 2 * (32 * 32 + 32) + 2 * 32;

        assertThat(pretraining.parameters()).isEqualTo(134_883_072 + 328_704);
        assertThat(head).isEqualTo(328_704);
        assertThat(build("pix2rep-pretraining", "paper", "representation=128").parameters()
                        - (128 * 256 + 256 + 512 + 256 * 256 + 256))
                .isEqualTo(124_557_568);
        assertThat(tiny.parameters()).isEqualTo(133_216 + tinyHead);
        assertThat(tinyHead).isEqualTo(2_176);
    }

    @Test
    void countsOperationsAsTheTextDoes() {
        var cost = build("missu", "paper").cost();

        assertThat(cost.maps() / 1e9).isCloseTo(130.63, within(0.03));
        assertThat(cost.attention() / 1e9).isCloseTo(68.72, within(0.01));
    }

    @Test
    void namesTheStages() {
        var stages = build("swin-unetr", "paper").stages();

        assertThat(stages.get("x0")).containsExactly(1, 48, 48, 48, 48);
        assertThat(stages.get("x4")).containsExactly(1, 768, 3, 3, 3);
        assertThat(stages.get("decoder1")).containsExactly(1, 48, 96, 96, 96);
        assertThat(stages.get("logits")).containsExactly(1, 14, 96, 96, 96);
        assertThat(build("smit-student", "paper").stages().get("tokens")).containsExactly(2, 216, 8192);
        assertThat(build("pix2rep-pretraining", "paper").stages().get("d5")).containsExactly(1, 1024, 128, 128);
        assertThat(build("missu", "paper").stages().get("Z4")).containsExactly(1, 128, 16, 16, 16);
    }

    @Test
    void everySizeOfEveryNetworkBuilds() {
        for (var name : Networks.names()) {
            for (var size : Networks.sizes(name)) {
                var network = build(name, size);

                assertThat(network.parameters()).as(name + " " + size).isPositive();
                assertThat(network.cost().maps()).as(name + " " + size).isPositive();
                assertThat(network.settings()).isEqualTo(Networks.settings(name, size));
            }
        }
    }

    static Stream<Arguments> configurations() {
        return Stream.of(
                Arguments.of("swin-encoder", new String[] {}),
                Arguments.of("swin-unetr", new String[] {"input=16,32,48", "channels=2", "classes=5", "window=3"}),
                Arguments.of("swin-unetr", new String[] {"batch=2", "depths=1,3,2", "norm=batch", "merging=monai"}),
                Arguments.of(
                        "swin-unetr",
                        new String[] {"depths=2,2", "heads=3,6", "norm=group", "features=24", "input=32,16,24"}),
                Arguments.of("swin-pretraining", new String[] {"reconstruction=single", "readout=first-tokens"}),
                Arguments.of("smit-student", new String[] {"channels=2"}),
                Arguments.of("smit-net-p", new String[] {"batch=2"}),
                Arguments.of("smit-net-f", new String[] {}),
                Arguments.of("missu", new String[] {"input=32,40,24", "norm=group"}),
                Arguments.of("missu-training", new String[] {}),
                Arguments.of("transbts", new String[] {}),
                Arguments.of("pix2rep", new String[] {"input=64,32", "batch=2"}),
                Arguments.of("pix2rep-pretraining", new String[] {"representation=16", "depth=2"}),
                Arguments.of("vit", new String[] {"channels=2", "input=16,24,32", "qkv-bias=there"}),
                Arguments.of("unetr", new String[] {"channels=3", "input=16,24,32"}),
                Arguments.of("adaptive-unetr", new String[] {"present=1,0,1", "input=16,24,32", "batch=2"}),
                Arguments.of("amae-pretraining", new String[] {"present=0,1", "every=5", "input=16,24,32"}),
                Arguments.of("residual-unet", new String[] {"units=1", "widths=4,8,8,16", "input=16,24,32"}));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("configurations")
    void runsWithOtherSettings(String name, String[] pairs) {
        var network = build(name, "tiny", pairs);
        var inputs = new HashMap<String, HostTensor>();
        for (var input : network.graph().inputs().values()) {
            var random = io.scanloop.learning.random.CounterRandom.of(3, input.name());
            var numbers = new float[(int) input.count()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = input.name().equals("hidden") ? random.nextInt(2) : (float) random.nextGaussian();
            }
            assertThat(input.type()).isEqualTo(Type.FLOAT32);
            inputs.put(input.name(), HostTensor.of(numbers, input.shape()));
        }

        try (var program = Program.forward(network.graph(), network.outputs())) {
            var result = program.run(inputs);

            network.outputs().forEach((output, value) -> {
                assertThat(result.get(output).shape()).isEqualTo(value.shape());
                double mean = 0;
                double square = 0;
                for (float number : result.get(output).asFloats()) {
                    mean += number;
                    square += (double) number * number;
                }
                int count = result.get(output).asFloats().length;
                // NaN and a constant both fail
                assertThat(square / count - mean / count * (mean / count))
                        .as(output)
                        .isGreaterThan(1e-9);
            });
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "widths=3|swin-unetr has no setting \"widths\" (given \"3\"): it has [batch, channels, merging",
                "classes=0|setting \"classes\" of swin-unetr needs a whole number from 1 to 1000, got \"0\"",
                "classes=two|got \"two\"",
                "depths=2,,2|setting \"depths\" of swin-unetr needs whole numbers from 1 to 64 between commas, got \"2,,2\"",
                "merging=new|needs one of lexicographic, monai, legacy, got \"new\"",
                "norm=none|needs one of instance, group, batch, got \"none\"",
                "input=32,32|needs 3 edges from 1 to 1024 such as 96,96,64, or one for all, got \"32,32\"",
                "input=40|multiples of 16, got image FLOAT32 (1, 1, 40, 40, 40)",
                "heads=1,2|as many heads as depths",
                "heads=1,2,5|stage 3 is 48 wide, which needs to be a multiple of its heads, got 5 heads",
                "window=1|setting \"window\" of swin-unetr needs a whole number from 2 to 16, got \"1\"",
            })
    void namesWhatIsWrong(String pair, String message) {
        assertThatThrownBy(() -> build("swin-unetr", "tiny", pair))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void namesWhatThereIs() {
        assertThatThrownBy(() -> build("swin", "tiny")).hasMessageContainingAll("no network \"swin\"", "swin-unetr");
        assertThatThrownBy(() -> build("missu", "huge"))
                .hasMessageContaining("sizes [tiny, small, paper], got \"huge\"");
        assertThat(Networks.summary("unetr")).contains("Hatamizadeh");
        assertThat(Map.copyOf(Networks.settings("unetr", "paper"))).containsEntry("edge", "16");
    }
}
