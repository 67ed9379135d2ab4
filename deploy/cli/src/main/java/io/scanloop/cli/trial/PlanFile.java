package io.scanloop.cli.trial;

import com.fasterxml.jackson.databind.JsonNode;
import io.scanloop.learning.method.Methods;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A plan as a JSON document. Required: {@code contrasts}, {@code classes}, {@code methods}, and {@code primary} where a method
 * has an arm but scratch; the rest has a default. A key that nobody knows is an error: a misspelt setting must not pass as the
 * default.
 */
public final class PlanFile {
    private static final Set<String> KEYS = Set.of(
            "contrasts",
            "classes",
            "spacing",
            "testPatients",
            "labels",
            "labelledSets",
            "studiesPerPatient",
            "finetuning",
            "average",
            "methods",
            "primary",
            "voxelClassifier",
            "seed");
    private static final Set<String> METHOD_KEYS = Set.of("method", "preset", "arms", "pretraining", "layerDecay");
    private static final Set<String> PRIMARY_KEYS = Set.of("arm", "labels", "finetuning", "against");
    private static final Set<String> PRETRAINING_KEYS = Set.of("iterations", "seeds");
    private static final String ALL = "all";

    private PlanFile() {}

    /**
     * Understands a document.
     *
     * @throws IllegalArgumentException when it is no plan; it says what is wrong and what is expected
     */
    public static Plan read(JsonNode json) {
        known(json, KEYS, "a plan");
        var test = json.path("testPatients");
        var plan = new Plan(
                list(json, "contrasts", node -> text(node, "contrasts")),
                list(json, "classes", node -> integer(node, "classes", 1, 65_535)),
                json.has("spacing") ? list(json, "spacing", node -> number(node, "spacing")) : List.of(),
                test.isArray() ? list(json, "testPatients", node -> text(node, "testPatients")) : List.of(),
                test.isArray() ? 0 : integer(test, "testPatients", 1, 100_000, 3),
                json.has("labels")
                        ? list(
                                json,
                                "labels",
                                node -> ALL.equals(node.asText()) ? 0 : integer(node, "labels", 1, 100_000))
                        : List.of(1, 2, 5, 0),
                integer(json.path("labelledSets"), "labelledSets", 1, 10_000, 5),
                ALL.equals(json.path("studiesPerPatient").asText())
                        ? 0
                        : integer(json.path("studiesPerPatient"), "studiesPerPatient", 1, 10_000, 1),
                json.has("finetuning")
                        ? list(json, "finetuning", node -> integer(node, "finetuning", 1, 10_000_000))
                        : List.of(200),
                share(json.path("average"), "average", 0),
                list(json, "methods", PlanFile::tried),
                json.has("primary") ? primary(json.path("primary")) : null,
                truth(json.path("voxelClassifier"), "voxelClassifier"),
                json.has("seed") ? whole(json.path("seed"), "seed") : 1);
        if (!plan.spacing().isEmpty()
                && (plan.spacing().size() != 3 || plan.spacing().stream().anyMatch(edge -> !(edge > 0)))) {
            throw new IllegalArgumentException("\"spacing\" is three lengths in mm, > 0, got " + json.path("spacing"));
        }
        unique(plan.contrasts(), "contrasts");
        unique(plan.classes(), "classes");
        unique(plan.labels(), "labels");
        unique(plan.iterations(), "finetuning");
        unique(
                plan.methods().stream()
                        .map(tried -> tried.method() + " " + tried.preset())
                        .toList(),
                "methods");
        requirePrimary(plan);
        return plan;
    }

    private static Plan.Primary primary(JsonNode json) {
        known(json, PRIMARY_KEYS, "\"primary\"");
        var primary = new Plan.Primary(
                Arm.named(text(json.path("arm"), "primary.arm")),
                integer(json.path("labels"), "primary.labels", 1, 100_000),
                integer(json.path("finetuning"), "primary.finetuning", 1, 10_000_000),
                list(json, "against", node -> Arm.named(text(node, "primary.against"))));
        unique(primary.against(), "primary.against");
        if (primary.arm() == Arm.SCRATCH
                || primary.against().contains(primary.arm())
                || !List.of(Arm.SCRATCH, Arm.COMPUTE_MATCHED).containsAll(primary.against())) {
            throw new IllegalArgumentException(
                    "\"primary\" compares an arm against scratch, compute-matched or both, got " + json);
        }
        return primary;
    }

    /** The comparison that counts is declared, and the plan holds it. */
    private static void requirePrimary(Plan plan) {
        var primary = plan.primary();
        boolean compares =
                plan.methods().stream().anyMatch(tried -> tried.arms().size() > 1);
        if (primary == null) {
            if (compares) {
                throw new IllegalArgumentException(
                        "a plan that compares arms declares which comparison counts: "
                                + "\"primary\": {\"arm\": \"full\", \"labels\": 1, \"finetuning\": 200, \"against\": [\"scratch\"]}");
            }
            return;
        }
        if (!plan.labels().contains(primary.labels()) || !plan.iterations().contains(primary.iterations())) {
            throw new IllegalArgumentException(
                    "\"primary\" is of labels %d and %d iterations, the plan has labels %s and iterations %s"
                            .formatted(primary.labels(), primary.iterations(), plan.labels(), plan.iterations()));
        }
        plan.requireCompared();
    }

    private static Plan.Tried tried(JsonNode json) {
        known(json, METHOD_KEYS, "a method of a plan");
        var method = Methods.named(text(json.path("method"), "method"));
        var arms = new LinkedHashSet<Arm>();
        arms.add(Arm.SCRATCH); // all others are compared with it
        if (json.has("arms")) {
            arms.addAll(list(json, "arms", node -> Arm.named(text(node, "arms"))));
        } else if (method.pretrains()) {
            arms.add(Arm.FULL);
        }
        boolean needsPretraining = arms.stream()
                .anyMatch(arm -> arm == Arm.COMPUTE_MATCHED || arm.regime().isPretrained());
        if (!method.pretrains() && (needsPretraining || arms.contains(Arm.RANDOM_PROBE))) {
            throw new IllegalArgumentException(
                    "%s has no pre-training: leave out its arms but scratch".formatted(method.id()));
        }
        var pretraining = json.path("pretraining");
        if (needsPretraining) {
            known(pretraining, PRETRAINING_KEYS, "\"pretraining\"");
        }
        double decay = json.has("layerDecay") ? number(json.path("layerDecay"), "layerDecay") : 1;
        if (!(decay > 0 && decay <= 1)) {
            throw new IllegalArgumentException("\"layerDecay\" is in (0, 1], got " + json.path("layerDecay"));
        }
        return new Plan.Tried(
                method.id(),
                json.has("preset") ? text(json.path("preset"), "preset") : "tiny",
                List.copyOf(arms),
                needsPretraining
                        ? integer(pretraining.path("iterations"), "pretraining.iterations", 1, 100_000_000)
                        : 0,
                !needsPretraining ? List.of() : pretraining.has("seeds") ? seeds(pretraining) : List.of(1L),
                decay);
    }

    private static void known(JsonNode json, Set<String> keys, String what) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("%s is a JSON object with the keys %s, got %s"
                    .formatted(what, keys.stream().sorted().toList(), json.isMissingNode() ? "nothing" : json));
        }
        json.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                throw new IllegalArgumentException("%s has no key \"%s\": it knows %s"
                        .formatted(what, key, keys.stream().sorted().toList()));
            }
        });
    }

    private static <T> List<T> list(JsonNode json, String key, Function<JsonNode, T> element) {
        var array = json.path(key);
        if (!array.isArray() || array.isEmpty()) {
            throw new IllegalArgumentException("\"%s\" is an array of at least one element, got %s"
                    .formatted(key, array.isMissingNode() ? "nothing" : array));
        }
        var elements = new ArrayList<T>();
        array.forEach(node -> elements.add(element.apply(node)));
        return elements;
    }

    private static int integer(JsonNode node, String key, int least, int most, int otherwise) {
        return node.isMissingNode() ? otherwise : integer(node, key, least, most);
    }

    private static int integer(JsonNode node, String key, int least, int most) {
        if (!node.canConvertToInt() || !node.isIntegralNumber() || node.asInt() < least || node.asInt() > most) {
            throw new IllegalArgumentException("\"%s\" takes whole numbers from %d to %d, got %s"
                    .formatted(key, least, most, node.isMissingNode() ? "nothing" : node));
        }
        return node.asInt();
    }

    private static double share(JsonNode node, String key, double otherwise) {
        double value = node.isMissingNode() ? otherwise : number(node, key);
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException("\"%s\" is in [0, 1), got %s".formatted(key, node));
        }
        return value;
    }

    private static List<Long> seeds(JsonNode pretraining) {
        var seeds = list(pretraining, "seeds", node -> whole(node, "pretraining.seeds"));
        unique(seeds, "pretraining.seeds");
        return seeds;
    }

    private static long whole(JsonNode node, String key) {
        require(node.isIntegralNumber() && node.canConvertToLong(), node, key, "a whole number");
        return node.asLong();
    }

    private static double number(JsonNode node, String key) {
        require(node.isNumber(), node, key, "a number");
        return node.asDouble();
    }

    private static String text(JsonNode node, String key) {
        require(node.isTextual(), node, key, "a text");
        return node.asText();
    }

    /** What is not said is so. */
    private static boolean truth(JsonNode node, String key) {
        require(node.isMissingNode() || node.isBoolean(), node, key, "true or false");
        return node.asBoolean(true);
    }

    private static void require(boolean isRight, JsonNode node, String key, String expected) {
        if (!isRight) {
            throw new IllegalArgumentException(
                    "\"%s\" takes %s, got %s".formatted(key, expected, node.isMissingNode() ? "nothing" : node));
        }
    }

    private static void unique(List<?> elements, String key) {
        if (Set.copyOf(elements).size() != elements.size()) {
            throw new IllegalArgumentException("\"%s\" names something twice: %s".formatted(key, elements));
        }
    }
}
