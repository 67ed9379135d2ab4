package io.scanloop.learning.method;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The methods by name. */
public final class Methods {
    private static final Map<String, Method> ALL = new TreeMap<>(Map.of(
            "amae", new Amae(),
            "amae-zero-filled", Amae.zeroFilled(),
            "missu", new Missu(),
            "pix2rep", new Pix2Rep(),
            "residual-unet", new ResidualUnet(),
            "smit", new Smit(),
            "swin-unetr", new SwinUnetrSsl(),
            "swin-unetr-legacy", SwinUnetrSsl.legacy()));

    private Methods() {}

    /**
     * The method of a name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Method named(String id) {
        Method method = ALL.get(id);
        if (method == null) {
            throw new IllegalArgumentException(
                    "there is no method \"%s\": choose one of %s in the project".formatted(id, ALL.keySet()));
        }
        return method;
    }

    /** All names, sorted. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }
}
