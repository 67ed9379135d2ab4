package io.scanloop.workflow.dispatch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What workers can run: the methods with their presets, and how long each trains unless the project says otherwise. */
public final class Budgets {
    private static final Map<String, PresetBudget> AMAE = new TreeMap<>(Map.of(
            "tiny", new PresetBudget(400, 800, 100, 8),
            "small", new PresetBudget(20_000, 10_000, 500, 8),
            "paper", new PresetBudget(100_000, 40_000, 500, 8)));

    private static final Map<String, PresetBudget> SWIN_UNETR = new TreeMap<>(Map.of(
            "tiny", new PresetBudget(400, 600, 100, 8),
            "small", new PresetBudget(20_000, 10_000, 500, 8),
            "paper", new PresetBudget(450_000, 40_000, 500, 8)));

    private static final Map<String, Map<String, PresetBudget>> TABLE = Map.of(
            "amae",
            AMAE,
            "amae-zero-filled",
            AMAE,
            "missu",
            new TreeMap<>(Map.of(
                    "tiny", new PresetBudget(0, 300, 100, 8),
                    "small", new PresetBudget(0, 20_000, 500, 8),
                    "paper", new PresetBudget(0, 80_000, 500, 8))),
            "pix2rep",
            new TreeMap<>(Map.of(
                    "tiny", new PresetBudget(300, 200, 100, 8),
                    "small", new PresetBudget(20_000, 10_000, 500, 8),
                    "paper", new PresetBudget(40_000, 20_000, 500, 8))),
            "residual-unet",
            new TreeMap<>(Map.of(
                    "tiny", new PresetBudget(300, 300, 100, 8),
                    "small", new PresetBudget(40_000, 20_000, 500, 8),
                    "paper", new PresetBudget(250_000, 40_000, 500, 8))),
            "smit",
            new TreeMap<>(Map.of(
                    "tiny", new PresetBudget(400, 600, 100, 8),
                    "small", new PresetBudget(20_000, 10_000, 500, 8),
                    "paper", new PresetBudget(300_000, 40_000, 500, 8))),
            "swin-unetr",
            SWIN_UNETR,
            "swin-unetr-legacy",
            SWIN_UNETR);

    /** Methods that can learn from labelled and unlabelled studies together. */
    private static final Set<String> TAUGHT = Set.of("pix2rep");

    private Budgets() {}

    /** Whether a method's fine-tuning may have a mean teacher. */
    public static boolean hasTeacher(String method) {
        return TAUGHT.contains(method);
    }

    /** The budget of a method under a preset; empty when no worker can run the two. */
    public static Optional<PresetBudget> of(String method, String preset) {
        return Optional.ofNullable(TABLE.getOrDefault(method, Map.of()).get(preset));
    }

    /** The methods that can be run, sorted. */
    public static List<String> methods() {
        return TABLE.keySet().stream().sorted().toList();
    }

    /** The presets under which a method can be run, sorted; none of an unknown one. */
    public static List<String> presets(String method) {
        return List.copyOf(TABLE.getOrDefault(method, Map.of()).keySet());
    }

    /** All presets that some method can be run under, sorted. */
    public static List<String> presets() {
        return TABLE.values().stream()
                .flatMap(presets -> presets.keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** All that can be run, as {@code method preset}, sorted. */
    public static List<String> runnable() {
        return TABLE.entrySet().stream()
                .flatMap(method -> method.getValue().keySet().stream().map(preset -> method.getKey() + " " + preset))
                .sorted()
                .toList();
    }
}
