package io.scanloop.learning.network;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The networks of the catalogue that take any set of modalities. Which are there is a setting, {@code present=1,0,1}: as
 * many numbers as modalities, 1 or 0, the same in the whole batch.
 */
final class ModalityRecipes {
    static final Map<String, Recipe> ALL = all();

    private ModalityRecipes() {}

    private static Map<String, Recipe> all() {
        var all = new LinkedHashMap<String, Recipe>();
        all.put(
                "adaptive-unetr",
                Recipe.of(
                        "Adaptive UNETR (AMAE): UNETR of whatever modalities are there, each with tokens of its own.",
                        "batch=1 present=1,1,1,1 classes=4 dropout=0",
                        OtherRecipes.VIT_TINY + " taps=2,3 features=16",
                        OtherRecipes.VIT_SMALL + " taps=4,7,10 features=16",
                        OtherRecipes.VIT_PAPER + " taps=4,7,10 features=16",
                        (graph, settings) -> Map.of(
                                "logits",
                                new AdaptiveUnetr(
                                                encoder(settings),
                                                settings.integers("taps", 1, 256),
                                                OtherRecipes.features(settings),
                                                SwinRecipes.classes(settings))
                                        .logits(
                                                graph.parameters(),
                                                images(graph, settings),
                                                present(graph, settings)))));
        all.put(
                "amae-pretraining",
                Recipe.of(
                        "AMAE as it pre-trains: of each modality the first, fourth, seventh ... token is seen (every=3),"
                                + " the voxels of all are rebuilt.",
                        "batch=1 present=1,1,1,1 every=3 dropout=0",
                        OtherRecipes.VIT_TINY + " decoder-width=48 decoder-layers=2 decoder-heads=4 decoder-hidden=192",
                        OtherRecipes.VIT_SMALL
                                + " decoder-width=192 decoder-layers=4 decoder-heads=6 decoder-hidden=768",
                        OtherRecipes.VIT_PAPER
                                + " decoder-width=512 decoder-layers=8 decoder-heads=16 decoder-hidden=2048",
                        (graph, settings) -> Map.of("voxels", rebuilt(graph, settings))));
        return all;
    }

    private static Tensor rebuilt(Graph graph, Settings settings) {
        var encoder = encoder(settings);
        Tensor images = images(graph, settings);
        int[] grid = encoder.grid(images);
        int every = settings.integer("every", 1, grid[0] * grid[1] * grid[2]);
        var decoder = new Transformer(
                settings.integer("decoder-layers", 1, 256),
                settings.integer("decoder-width", 6, OtherRecipes.WIDEST),
                settings.integer("decoder-heads", 1, 256),
                settings.integer("decoder-hidden", 1, 4 * OtherRecipes.WIDEST));
        Tensor kept = kept(graph, images, grid[0] * grid[1] * grid[2], every);
        return new MaskedAutoencoder(encoder, decoder)
                .of(graph.parameters(), images, present(graph, settings), kept)
                .voxels();
    }

    /** (B, M, K): 0, every, 2 every ... */
    private static Tensor kept(Graph graph, Tensor images, int tokens, int every) {
        int count = (tokens + every - 1) / every;
        var kept = new long[(int) (images.size(0) * images.size(1)) * count];
        Arrays.setAll(kept, index -> (long) (index % count) * every);
        return graph.constant("kept", kept, images.size(0), images.size(1), count);
    }

    private static ModalityEncoder encoder(Settings settings) {
        return new ModalityEncoder(
                OtherRecipes.edge(settings), OtherRecipes.transformer(settings, Transformer.QkvBias.THERE));
    }

    private static Tensor images(Graph graph, Settings settings) {
        long[] size = settings.sizes("input", 3);
        return graph.input(
                "images",
                Type.FLOAT32,
                settings.integer("batch", 1, 1024),
                settings.integers("present", 0, 1).size(),
                size[0],
                size[1],
                size[2]);
    }

    private static Tensor present(Graph graph, Settings settings) {
        List<Integer> present = settings.integers("present", 0, 1);
        if (!present.contains(1)) {
            throw new IllegalArgumentException(
                    "setting \"present\" needs at least one 1: the network sees what is there, got " + present);
        }
        int batch = settings.integer("batch", 1, 1024);
        var numbers = new float[batch * present.size()];
        for (int index = 0; index < numbers.length; index++) {
            numbers[index] = present.get(index % present.size());
        }
        return graph.constant("present", numbers, batch, present.size());
    }
}
