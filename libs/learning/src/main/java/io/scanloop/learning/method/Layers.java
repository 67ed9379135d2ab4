package io.scanloop.learning.method;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a pre-training hands on, layer by layer: each is a list of prefixes of paths in the network of the fine-tuning.
 *
 * @param encoder from the input on
 * @param decoder from the end of the encoder to the output; empty where only an encoder is handed on
 */
public record Layers(List<List<String>> encoder, List<List<String>> decoder) {

    /** Copies. */
    public Layers {
        encoder = encoder.stream().map(List::copyOf).toList();
        decoder = decoder.stream().map(List::copyOf).toList();
    }

    /** An encoder that is not told apart further. */
    public static Layers one(Collection<String> prefixes) {
        return new Layers(List.of(prefixes.stream().sorted().toList()), List.of());
    }

    /** Prefixes of the encoder. */
    public List<String> encoderPrefixes() {
        return encoder.stream().flatMap(List::stream).toList();
    }

    /** Whether more than an encoder is handed on. */
    public boolean hasDecoder() {
        return !decoder.isEmpty();
    }

    /**
     * Rates that fall from the output to the input (layer-wise decay; Clark et al. 2020, ELECTRA): the last layer learns
     * {@code decay} times as fast as what is new, the one before it {@code decay^2} times, and so on.
     *
     * @param decay in (0, 1]
     */
    public List<RateRule> rates(double decay) {
        if (!(decay > 0 && decay <= 1)) {
            throw new IllegalArgumentException("rates of layers decay by a factor in (0, 1], got " + decay);
        }
        var all = Stream.concat(encoder.stream(), decoder.stream()).toList();
        var rules = new ArrayList<RateRule>();
        for (int layer = 0; layer < all.size(); layer++) {
            double multiplier = StrictMath.pow(decay, all.size() - layer);
            all.get(layer).forEach(prefix -> rules.add(new RateRule(prefix, multiplier)));
        }
        return rules;
    }
}
