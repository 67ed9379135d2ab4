package io.scanloop.learning.method;

import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.network.AdaptiveUnetr;
import io.scanloop.learning.network.Unetr;
import io.scanloop.learning.network.VisionTransformer;
import io.scanloop.learning.weights.Loading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The networks that AMAE is fine-tuned into, and what each takes over of the pre-training, all of it or nothing. */
enum AmaeNetwork {
    /** Adaptive UNETR: each contrast has its tokens. Tokenizer, modality vectors and encoder are taken over. */
    ADAPTIVE,
    /**
     * UNETR with the contrasts as channels of one image, zeros where one is absent. The encoder is taken over; tokenizer
     * and modality vectors are {@linkplain FoldedTokens folded}.
     */
    ZERO_FILLED,
    /** The same with tokens that begin anew: of the pre-training only the encoder's blocks are taken over. */
    ZERO_FILLED_NEW_TOKENS;

    private static final String TRANSFORMER = "vit.";
    private static final List<String> TOKENIZER = List.of("dct.", "modality.");
    private static final String REBUILDING = "decoder.";

    /** Logits (B, classes, X, Y, Z) in a graph that has no inputs yet. */
    Tensor logits(Graph graph, AmaePreset preset, long batch, Task task) {
        return switch (this) {
            case ADAPTIVE -> {
                var study = Modalities.of(graph, preset, batch, task);
                yield new AdaptiveUnetr(preset.tokens(), preset.taps(), preset.features(), task.classes())
                        .logits(graph.parameters(), study.images(), study.present());
            }
            case ZERO_FILLED, ZERO_FILLED_NEW_TOKENS ->
                new Unetr(preset.edge(), preset.encoder(), preset.taps(), preset.features(), task.classes())
                        .logits(graph.parameters(), image(graph, preset, batch, task));
        };
    }

    private static Tensor image(Graph graph, AmaePreset preset, long batch, Task task) {
        int crop = preset.crop();
        return Channels.of(graph, batch, task.contrasts().size(), crop, crop, crop)
                .images();
    }

    /** What {@link Method#encoder} asks for. New tokens are no part of it: it begins after them. */
    Tensor encoder(Graph graph, AmaePreset preset, Task task) {
        var scope = graph.parameters().in("vit");
        return switch (this) {
            case ADAPTIVE -> {
                var study = Modalities.of(graph, preset, 1, task);
                yield preset.tokens().end(graph.parameters(), study.images(), study.present());
            }
            case ZERO_FILLED ->
                new VisionTransformer(preset.edge(), preset.encoder())
                        .of(scope, image(graph, preset, 1, task))
                        .end();
            case ZERO_FILLED_NEW_TOKENS -> {
                long edge = preset.grid();
                Tensor tokens = graph.input(
                        "tokens",
                        Type.FLOAT32,
                        1,
                        edge * edge * edge,
                        preset.encoder().width());
                List<Tensor> blocks = preset.encoder().blocks(scope, tokens, null);
                yield preset.encoder().norm(scope, blocks.get(blocks.size() - 1));
            }
        };
    }

    /** What rebuilt voxels stays behind. A UNETR's own names are taken too: what it learned goes where it came from. */
    Loading export(AmaePreset preset) {
        return switch (this) {
            case ADAPTIVE ->
                new Loading(
                        Map.of("dct.", "dct.", "modality.", "modality.", "encoder.", "encoder."),
                        List.of(REBUILDING),
                        List.of("dct.", "modality.", "encoder."));
            case ZERO_FILLED ->
                new Loading(
                        Map.of("encoder.", TRANSFORMER, TRANSFORMER, TRANSFORMER),
                        behind(),
                        List.of(TRANSFORMER),
                        new FoldedTokens(preset.grid(), preset.biasRule()).into(TRANSFORMER + "patch_embedding."));
            case ZERO_FILLED_NEW_TOKENS ->
                new Loading(
                        Map.of(
                                "encoder.blocks.", "vit.blocks.",
                                "encoder.norm.", "vit.norm.",
                                "vit.blocks.", "vit.blocks.",
                                "vit.norm.", "vit.norm."),
                        behind(),
                        List.of("vit.blocks.", "vit.norm."));
        };
    }

    private static List<String> behind() {
        var behind = new ArrayList<>(TOKENIZER);
        behind.add(REBUILDING);
        return behind;
    }

    /** What makes tokens, then block after block, the last with the norm that follows it. */
    Layers layers(AmaePreset preset) {
        return switch (this) {
            case ADAPTIVE -> layers(preset, "encoder.", List.of(TOKENIZER));
            case ZERO_FILLED -> layers(preset, TRANSFORMER, List.of(List.of("vit.patch_embedding.")));
            case ZERO_FILLED_NEW_TOKENS -> layers(preset, TRANSFORMER, List.of());
        };
    }

    private static Layers layers(AmaePreset preset, String scope, List<List<String>> first) {
        int blocks = preset.encoder().layers();
        var layers = new ArrayList<>(first);
        for (int block = 0; block < blocks; block++) {
            var prefix = "%sblocks.%d.".formatted(scope, block);
            layers.add(block + 1 < blocks ? List.of(prefix) : List.of(prefix, scope + "norm."));
        }
        return new Layers(layers, List.of());
    }
}
