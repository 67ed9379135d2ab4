package io.scanloop.learning.network;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The networks of the catalogue without a Swin encoder. */
final class OtherRecipes {
    static final int WIDEST = 8192;

    private static final String MISSU_TINY =
            "input=32 features=8 width=64 layers=2 heads=4 hidden=64 dropout=0.1 positions=4";
    private static final String MISSU_SMALL =
            "input=96 features=16 width=256 layers=4 heads=8 hidden=256 dropout=0.1 positions=12";
    private static final String MISSU_PAPER =
            "input=128 features=16 width=512 layers=4 heads=8 hidden=512 dropout=0.1 positions=16";

    static final String VIT_TINY = "input=32 edge=8 width=96 layers=4 heads=4 hidden=384";
    static final String VIT_SMALL = "input=96 edge=16 width=384 layers=12 heads=6 hidden=1536";
    static final String VIT_PAPER = "input=96 edge=16 width=768 layers=12 heads=12 hidden=3072";

    static final Map<String, Recipe> ALL = all();

    private OtherRecipes() {}

    private static Map<String, Recipe> all() {
        var all = new LinkedHashMap<String, Recipe>();
        all.put(
                "missu",
                Recipe.of(
                        "MISSU (Wang et al. 2022) as it infers: a U-Net with a transformer at its bottom.",
                        "batch=1 channels=4 classes=4 norm=none",
                        MISSU_TINY,
                        MISSU_SMALL,
                        MISSU_PAPER,
                        (graph, settings) ->
                                Map.of("logits", missu(graph, settings).logits())));
        all.put(
                "missu-training",
                Recipe.of(
                        "MISSU as it trains: with the fusion of scales and its pyramid beside the local features.",
                        "batch=1 channels=4 classes=4 norm=none fusion=separate",
                        MISSU_TINY,
                        MISSU_SMALL,
                        MISSU_PAPER,
                        OtherRecipes::missuTraining));
        all.put(
                "transbts",
                Recipe.of(
                        "TransBTS (Wang et al. 2021), which MISSU is built on and compared with.",
                        "batch=1 channels=4 classes=4",
                        "input=32 features=8 width=64 layers=2 heads=4 hidden=128 dropout=0.1",
                        "input=96 features=16 width=256 layers=4 heads=8 hidden=1024 dropout=0.1",
                        "input=128 features=16 width=512 layers=4 heads=8 hidden=4096 dropout=0.1",
                        (graph, settings) -> Map.of(
                                "logits",
                                new TransBts(
                                                features(settings),
                                                transformer(settings, Transformer.QkvBias.NONE),
                                                SwinRecipes.classes(settings))
                                        .logits(graph.parameters(), SwinRecipes.image(graph, settings)))));
        all.put("pix2rep", pixels("The U-Net of Pix2Rep (Seince et al. 2024) with a layer for classes.", false));
        all.put("pix2rep-pretraining", pixels("The U-Net of Pix2Rep with the head of its pre-training.", true));
        all.put(
                "vit",
                Recipe.of(
                        "A vision transformer (Dosovitskiy et al. 2021) over blocks of voxels: UNETR's encoder.",
                        "batch=1 channels=1 qkv-bias=none dropout=0",
                        VIT_TINY,
                        VIT_SMALL,
                        VIT_PAPER,
                        (graph, settings) -> Map.of(
                                "tokens",
                                new VisionTransformer(edge(settings), chosenTransformer(settings))
                                        .of(graph.parameters(), SwinRecipes.image(graph, settings))
                                        .end())));
        all.put(
                "unetr",
                Recipe.of(
                        "UNETR (Hatamizadeh et al. 2022): a vision transformer with a convolutional decoder.",
                        "batch=1 channels=1 classes=2 qkv-bias=none dropout=0",
                        VIT_TINY + " taps=2,3 features=8",
                        VIT_SMALL + " taps=4,7,10 features=16",
                        VIT_PAPER + " taps=4,7,10 features=16",
                        (graph, settings) -> Map.of(
                                "logits",
                                new Unetr(
                                                edge(settings),
                                                chosenTransformer(settings),
                                                settings.integers("taps", 1, 256),
                                                features(settings),
                                                SwinRecipes.classes(settings))
                                        .logits(graph.parameters(), SwinRecipes.image(graph, settings)))));
        all.putAll(ModalityRecipes.ALL);
        all.put(
                "residual-unet",
                Recipe.of(
                        "The residual U-Net of Kerfoot et al. (2019), MONAI's UNet: the honest baseline.",
                        "batch=1 channels=1 units=2",
                        "input=32 widths=8,16,32 classes=3",
                        "input=96 widths=32,64,128,256 classes=14",
                        "input=96 widths=16,32,64,128,256 classes=14",
                        (graph, settings) -> Map.of(
                                "logits",
                                new ResidualUnet(
                                                settings.integers("widths", 1, WIDEST),
                                                settings.integer("units", 1, 16),
                                                SwinRecipes.classes(settings))
                                        .logits(graph.parameters(), SwinRecipes.image(graph, settings)))));
        return all;
    }

    private static Missu.Outputs missu(Graph graph, Settings settings) {
        long[] positions = settings.sizes("positions", 3);
        var network = new Missu(
                features(settings),
                transformer(settings, Transformer.QkvBias.NONE),
                List.of((int) positions[0], (int) positions[1], (int) positions[2]),
                SwinRecipes.classes(settings),
                settings.choice("norm", Norm.class, Set.of(Norm.NONE, Norm.GROUP)));
        return network.of(graph.parameters(), SwinRecipes.image(graph, settings));
    }

    private static Map<String, Tensor> missuTraining(Graph graph, Settings settings) {
        var base = missu(graph, settings);
        var fusion = new MultiScaleFusion(settings.choice("fusion", MultiScaleFusion.Weights.class));
        var outputs = new LinkedHashMap<String, Tensor>();
        outputs.put("logits", base.logits());
        fusion.pyramid(graph.parameters(), base.local()).forEach(scale -> outputs.put("B" + outputs.size(), scale));
        return outputs;
    }

    private static Recipe pixels(String summary, boolean isPretraining) {
        var last = isPretraining ? " projection=" : " classes=";
        return Recipe.of(
                summary,
                "batch=1 channels=1",
                "input=64 features=8 depth=3 representation=32" + last + (isPretraining ? 32 : 4),
                "input=128 features=32 depth=5 representation=128" + last + (isPretraining ? 256 : 4),
                "input=128 features=64 depth=5 representation=1024" + last + (isPretraining ? 256 : 4),
                (graph, settings) -> {
                    long[] size = settings.sizes("input", 2);
                    Tensor image = graph.input(
                            "image",
                            Type.FLOAT32,
                            settings.integer("batch", 1, 1024),
                            settings.integer("channels", 1, 64),
                            size[0],
                            size[1]);
                    var unet = new PixelUnet(
                            features(settings),
                            settings.integer("depth", 1, 8),
                            settings.integer("representation", 1, WIDEST));
                    Tensor vectors = unet.vectors(graph.parameters().in("unet"), image);
                    if (isPretraining) {
                        int width = settings.integer("projection", 1, WIDEST);
                        var head = graph.parameters().in("head");
                        return Map.of("projection", PixelUnet.projected(head, vectors, width));
                    }
                    var out = graph.parameters().in("out");
                    return Map.of("logits", PixelUnet.logits(out, vectors, SwinRecipes.classes(settings)));
                });
    }

    static int features(Settings settings) {
        return settings.integer("features", 1, WIDEST);
    }

    static int edge(Settings settings) {
        return settings.integer("edge", 4, 64);
    }

    private static Transformer chosenTransformer(Settings settings) {
        return transformer(settings, settings.choice("qkv-bias", Transformer.QkvBias.class));
    }

    static Transformer transformer(Settings settings, Transformer.QkvBias qkvBias) {
        return new Transformer(
                settings.integer("layers", 1, 256),
                settings.integer("width", 1, WIDEST),
                settings.integer("heads", 1, 256),
                settings.integer("hidden", 1, 4 * WIDEST),
                qkvBias,
                settings.number("dropout", 0, 1));
    }
}
