package io.scanloop.learning.export;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.scanloop.imaging.IntensityLaw;
import io.scanloop.learning.graph.Tensor;
import io.scanloop.learning.inference.Mirrors;
import io.scanloop.learning.inference.Predictor;
import io.scanloop.learning.inference.Weighting;
import io.scanloop.learning.program.Compute;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code model.json}: what a network takes, gives and comes from, for those who have nothing else of it. */
final class Description {
    private static final int FORMAT = 1;

    /** A list of numbers or names, which has room on one line. */
    private static final Pattern LIST = Pattern.compile("\\[(\\n[^\\[\\]{}]*\\n *)]");

    private final Subject subject;
    private final Predictor predictor;

    Description(Subject subject, Predictor predictor) {
        this.subject = subject;
        this.predictor = predictor;
    }

    /**
     * The document.
     *
     * @param hashes SHA-256 of the other files by name
     */
    String json(ModelExport export, SortedMap<String, String> hashes) {
        var json = new JsonObject();
        json.addProperty("format", FORMAT);
        json.addProperty("method", subject.method().id());
        json.addProperty("preset", subject.task().preset());
        json.add("inputs", inputs());
        json.add("output", output());
        json.add("classes", classes());
        json.add("study", study());
        json.add("sliding_window", window());
        json.add("figures", figures(export));
        json.add("files", object(hashes));
        json.add("provenance", object(subject.provenance()));
        var text = new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(json);
        return LIST.matcher(text)
                        .replaceAll(list -> Matcher.quoteReplacement("["
                                + list.group(1).replaceAll("\\s*\n\\s*", " ").strip() + "]"))
                + "\n";
    }

    private JsonArray inputs() {
        var inputs = new JsonArray();
        for (var input : predictor.network().graph().inputs().values()) {
            var json = value(input.name(), input);
            if (input.name().equals("images")) {
                json.addProperty("layout", "N,C,X,Y,Z");
                json.addProperty("meaning", "one window of each channel, 0 where the study has none of its contrasts");
            } else if (input.name().equals("present")) {
                json.addProperty("layout", "N,C");
                json.addProperty("meaning", "1 where the study has the channel, else 0; at least one is 1");
            }
            inputs.add(json);
        }
        return inputs;
    }

    private JsonObject output() {
        var output = predictor.network().outputs().entrySet().iterator().next();
        var json = value(output.getKey(), output.getValue());
        json.addProperty("layout", "N,K,X,Y,Z");
        json.addProperty("meaning", "logits; the class of a voxel is the index of the largest");
        return json;
    }

    private static JsonObject value(String name, Tensor value) {
        var json = new JsonObject();
        json.addProperty("name", name);
        json.addProperty("type", value.type().name().toLowerCase(Locale.ROOT));
        json.add("shape", array(Arrays.stream(value.shape()).boxed().toList()));
        return json;
    }

    private JsonArray classes() {
        var classes = new JsonArray();
        classes.add(one(0, 0, "background"));
        var values = subject.task().classValues();
        for (int i = 0; i < values.size(); i++) {
            classes.add(one(i + 1, values.get(i), subject.classNames().get(i)));
        }
        return classes;
    }

    private static JsonObject one(int index, int value, String name) {
        var json = new JsonObject();
        json.addProperty("index", index);
        json.addProperty("value", value);
        json.addProperty("name", name);
        return json;
    }

    /** What is done to a study before windows are cut out of it. */
    private JsonObject study() {
        var task = subject.task();
        var json = new JsonObject();
        json.add("contrasts", array(task.contrasts()));
        json.addProperty("orientation", "RAS: X grows to the right, Y to the front, Z to the head");
        json.add("spacing_mm", array(task.spacing()));
        json.addProperty("resampling", "trilinear, all contrasts onto one grid");
        var intensities = new JsonObject();
        task.contrasts()
                .forEach(contrast -> intensities.addProperty(
                        contrast, IntensityLaw.of(contrast).sentence()));
        json.add("intensities", intensities);
        var sight = predictor.sight();
        var channels = new JsonArray();
        sight.channels(task.contrasts()).forEach(channel -> channels.add(array(channel)));
        json.add("channels", channels);
        json.addProperty(
                "channel_rule", "a channel is the first of its contrasts that the study has; absent when it has none");
        json.addProperty("then", sight.law());
        return json;
    }

    private JsonObject window() {
        var windows = predictor.windows();
        var json = new JsonObject();
        json.add("size", array(Arrays.stream(windows.size()).boxed().toList()));
        json.addProperty("overlap", windows.overlap());
        json.addProperty(
                "step", "max(1, int(size (1 - overlap))) on each axis, the last window moved back to end with it");
        json.addProperty("padding", "a smaller volume gets zeros on both sides, the odd voxel at the far one");
        json.addProperty(
                "weighting",
                windows.weighting() == Weighting.GAUSSIAN
                        ? "gaussian, deviation size / 8 on each axis, at least 0.001"
                        : "constant");
        json.addProperty("mean_of", "logits");
        json.addProperty("mirrors", predictor.mirrors() == Mirrors.ALL_AXES ? "mean over all eight" : "none");
        return json;
    }

    private static JsonObject figures(ModelExport export) {
        var json = new JsonObject();
        export.figures().forEach((network, figures) -> {
            var one = new JsonObject();
            one.addProperty("parameters", figures.numbers());
            one.addProperty("buffers", figures.buffered());
            one.addProperty("gmac", figures.gigaMacs());
            one.addProperty("attention_gmac", figures.attentionGigaMacs());
            figures.millisecondsPerItem().ifPresent(time -> one.addProperty("milliseconds", time));
            json.add(network, one);
        });
        json.add("stripped_parameters", object(export.stripped()));
        json.addProperty(
                "per", "one item of a batch: a window, or all views of one where a pre-training compares views");
        json.addProperty("threads", Compute.threads());
        json.addProperty("engine", Compute.version());
        json.addProperty("difference_from_predictor", export.difference());
        return json;
    }

    private static JsonObject object(Map<String, ?> entries) {
        var json = new JsonObject();
        new TreeMap<>(entries).forEach((name, value) -> {
            if (Objects.requireNonNull(value) instanceof Number number) {
                json.addProperty(name, number);
            } else {
                json.addProperty(name, value.toString());
            }
        });
        return json;
    }

    private static JsonArray array(Collection<?> values) {
        var json = new JsonArray();
        for (var value : values) {
            if (value instanceof Number number) {
                json.add(number);
            } else {
                json.add(value.toString());
            }
        }
        return json;
    }
}
