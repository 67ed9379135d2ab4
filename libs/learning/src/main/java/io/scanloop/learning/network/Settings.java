package io.scanloop.learning.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The settings of a network as texts, read as what the network needs; what is wrong is named with what is allowed. */
final class Settings {
    private final String network;
    private final Map<String, String> texts;

    /**
     * A size's settings, some of them changed.
     *
     * @throws IllegalArgumentException when one is changed that the network has not
     */
    Settings(String network, Map<String, String> defaults, Map<String, String> changed) {
        this.network = network;
        this.texts = new LinkedHashMap<>(defaults);
        changed.forEach((key, text) -> {
            if (!texts.containsKey(key)) {
                throw new IllegalArgumentException("%s has no setting \"%s\" (given \"%s\"): it has %s"
                        .formatted(network, key, text, texts.keySet()));
            }
            texts.put(key, text.strip());
        });
    }

    Map<String, String> texts() {
        return new LinkedHashMap<>(texts);
    }

    int integer(String key, int least, int most) {
        var text = text(key);
        return whole(key, text, least, most, "a whole number from %d to %d".formatted(least, most));
    }

    /** Numbers between commas, at least one. */
    List<Integer> integers(String key, int least, int most) {
        var numbers = new ArrayList<Integer>();
        for (var part : text(key).split(",", -1)) {
            numbers.add(
                    whole(key, part, least, most, "whole numbers from %d to %d between commas".formatted(least, most)));
        }
        return numbers;
    }

    /** A size for each axis, between commas or x, or one for all. */
    long[] sizes(String key, int axes) {
        int most = 1024;
        var parts = text(key).split("[,x]", -1);
        var needed = "%d edges from 1 to %d such as %s, or one for all"
                .formatted(axes, most, axes == 2 ? "64,64" : "96,96,64");
        if (parts.length != 1 && parts.length != axes) {
            throw wrong(key, needed, text(key));
        }
        var sizes = new long[axes];
        for (int axis = 0; axis < axes; axis++) {
            sizes[axis] = whole(key, parts.length == 1 ? parts[0] : parts[axis], 1, most, needed);
        }
        return sizes;
    }

    double number(String key, double least, double below) {
        var needed = "a number from %s to less than %s".formatted(least, below);
        try {
            double number = Double.parseDouble(text(key));
            if (number >= least && number < below) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with what was given
        }
        throw wrong(key, needed, text(key));
    }

    /** A constant, in small letters with - between words. */
    <E extends Enum<E>> E choice(String key, Class<E> type) {
        return choice(key, type, Set.copyOf(Arrays.asList(type.getEnumConstants())));
    }

    <E extends Enum<E>> E choice(String key, Class<E> type, Set<E> allowed) {
        for (E constant : type.getEnumConstants()) {
            if (allowed.contains(constant) && word(constant).equals(text(key).toLowerCase(Locale.ROOT))) {
                return constant;
            }
        }
        var words = Arrays.stream(type.getEnumConstants())
                .filter(allowed::contains)
                .map(Settings::word)
                .collect(Collectors.joining(", "));
        throw wrong(key, "one of " + words, text(key));
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private String text(String key) {
        return Objects.requireNonNull(texts.get(key), key);
    }

    private int whole(String key, String text, int least, int most, String needed) {
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with what was given
        }
        throw wrong(key, needed, text(key));
    }

    private IllegalArgumentException wrong(String key, String needed, String given) {
        return new IllegalArgumentException(
                "setting \"%s\" of %s needs %s, got \"%s\"".formatted(key, network, needed, given));
    }
}
