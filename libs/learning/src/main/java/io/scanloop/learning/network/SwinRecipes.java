package io.scanloop.learning.network;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The networks of the catalogue that have a Swin encoder. */
final class SwinRecipes {
    private static final int WIDEST = 4096;

    private static final String SWIN_TINY = "input=32 features=12 depths=2,2,2 heads=1,2,4 window=4";
    private static final String SWIN_SMALL = "input=96 features=24 depths=2,2,2,2 heads=3,6,12,24 window=7";
    private static final String SWIN_PAPER = "input=96 features=48 depths=2,2,2,2 heads=3,6,12,24 window=7";
    private static final String SMIT_TINY =
            "input=32 features=12 depths=2,2,2 heads=1,2,4 window=4 stochastic-depth=0.1";
    private static final String SMIT_SMALL =
            "input=96 features=24 depths=2,2,4,2 heads=4,4,4,4 window=4 stochastic-depth=0.2";
    private static final String SMIT_PAPER =
            "input=96 features=48 depths=2,2,4,2 heads=4,4,4,4 window=4 stochastic-depth=0.3";

    static final Map<String, Recipe> ALL = all();

    private SwinRecipes() {}

    private static Map<String, Recipe> all() {
        var all = new LinkedHashMap<String, Recipe>();
        all.put(
                "swin-encoder",
                Recipe.of(
                        "The encoder of Swin UNETR (Tang et al. 2022): a Swin transformer in three dimensions.",
                        "batch=1 channels=1 merging=monai",
                        SWIN_TINY,
                        SWIN_SMALL,
                        SWIN_PAPER,
                        (graph, settings) -> {
                            var outputs = new LinkedHashMap<String, Tensor>();
                            var values =
                                    encoder(settings).outputs(graph.parameters().in("swinViT"), image(graph, settings));
                            values.forEach(value -> outputs.put("x" + outputs.size(), value));
                            return outputs;
                        }));
        all.put(
                "swin-pretraining",
                Recipe.of(
                        "Swin UNETR's encoder with the three heads of its pre-training: reconstruction, turn, contrast.",
                        "batch=2 channels=1 merging=monai reconstruction=steps readout=mean",
                        SWIN_TINY + " embedding=64",
                        SWIN_SMALL + " embedding=512",
                        SWIN_PAPER + " embedding=512",
                        SwinRecipes::pretraining));
        all.put(
                "swin-unetr",
                Recipe.of(
                        "Swin UNETR (Hatamizadeh et al. 2022): Swin encoder, convolutional decoder, skips at every size.",
                        "batch=1 channels=1 merging=monai norm=instance",
                        SWIN_TINY + " classes=3",
                        SWIN_SMALL + " classes=14",
                        SWIN_PAPER + " classes=14",
                        (graph, settings) -> Map.of(
                                "logits",
                                new SwinUnetr(encoder(settings), classes(settings), norm(settings))
                                        .logits(graph.parameters(), image(graph, settings)))));
        all.put(
                "smit-student",
                Recipe.of(
                        "The student of SMIT's pre-training (Jiang et al. 2022): masked encoder, one map to voxels, two"
                                + " projection heads.",
                        "batch=2 channels=1 merging=lexicographic",
                        SMIT_TINY + " hidden=128 bottleneck=32 prototypes=256",
                        SMIT_SMALL + " hidden=1024 bottleneck=256 prototypes=4096",
                        SMIT_PAPER + " hidden=2048 bottleneck=256 prototypes=8192",
                        SwinRecipes::student));
        all.put("smit-net-p", smit("without blocks on the skips, as published", SmitUnet.Decoder.PLAIN, "instance"));
        all.put("smit-net-f", smit("with Swin UNETR's decoder, as released", SmitUnet.Decoder.FULL, "batch"));
        return all;
    }

    private static Recipe smit(String what, SmitUnet.Decoder decoder, String norm) {
        return Recipe.of(
                "SMIT's network for fine-tuning, " + what + ".",
                "batch=1 channels=1 merging=lexicographic norm=" + norm,
                SMIT_TINY + " classes=3",
                SMIT_SMALL + " classes=14",
                SMIT_PAPER + " classes=14",
                (graph, settings) -> Map.of(
                        "logits",
                        new SmitUnet(smitEncoder(settings), classes(settings), decoder, norm(settings))
                                .logits(graph.parameters(), image(graph, settings))));
    }

    private static Map<String, Tensor> pretraining(Graph graph, Settings settings) {
        var encoder = encoder(settings);
        Tensor image = image(graph, settings);
        var values = encoder.outputs(graph.parameters().in("swinViT"), image);
        var heads = new SwinHeads(
                settings.choice("reconstruction", SwinHeads.Reconstruction.class),
                settings.choice("readout", SwinHeads.TokenReadout.class),
                settings.integer("embedding", 1, WIDEST));
        var said =
                heads.of(graph.parameters(), values.get(values.size() - 1), encoder.doublings(), (int) image.size(1));
        var outputs = new LinkedHashMap<String, Tensor>();
        outputs.put("rotation", said.rotation());
        outputs.put("contrast", said.contrast());
        outputs.put("image", said.image());
        return outputs;
    }

    private static Map<String, Tensor> student(Graph graph, Settings settings) {
        Tensor image = image(graph, settings);
        Tensor hidden = graph.input(
                "hidden", Type.FLOAT32, image.size(0), 1, image.size(2) / 2, image.size(3) / 2, image.size(4) / 2);
        var head = new SmitHead(
                settings.integer("hidden", 1, WIDEST),
                settings.integer("bottleneck", 1, WIDEST),
                settings.integer("prototypes", 2, 1 << 17));
        var said = new SmitStudent(smitEncoder(settings), head).of(graph.parameters(), image, hidden);
        var outputs = new LinkedHashMap<String, Tensor>();
        outputs.put("image", said.image());
        outputs.put("tokens", said.tokens());
        outputs.put("global", said.global());
        return outputs;
    }

    private static SwinEncoder encoder(Settings settings) {
        return encoder(settings, SwinEncoder.Form.SWIN_UNETR, 0);
    }

    private static SwinEncoder smitEncoder(Settings settings) {
        return encoder(settings, SwinEncoder.Form.SMIT_NARROW, settings.number("stochastic-depth", 0, 1));
    }

    private static SwinEncoder encoder(Settings settings, SwinEncoder.Form form, double stochasticDepth) {
        return new SwinEncoder(
                settings.integer("features", 1, WIDEST),
                settings.integers("depths", 1, 64),
                settings.integers("heads", 1, 256),
                settings.integer("window", 2, 16),
                settings.choice("merging", PatchMerging.class),
                form,
                stochasticDepth);
    }

    static int classes(Settings settings) {
        return settings.integer("classes", 1, 1000);
    }

    static Norm norm(Settings settings) {
        return settings.choice("norm", Norm.class, Set.of(Norm.INSTANCE, Norm.GROUP, Norm.BATCH));
    }

    /** The input {@code image}, (batch, channels, X, Y, Z). */
    static Tensor image(Graph graph, Settings settings) {
        long[] size = settings.sizes("input", 3);
        return graph.input(
                "image",
                Type.FLOAT32,
                settings.integer("batch", 1, 1024),
                settings.integer("channels", 1, 64),
                size[0],
                size[1],
                size[2]);
    }
}
