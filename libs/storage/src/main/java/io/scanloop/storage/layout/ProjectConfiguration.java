package io.scanloop.storage.layout;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.scanloop.events.Split;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One segmentation task. A component that was not given has its default.
 *
 * @param classes what is segmented, background (0) not listed; at least one
 * @param contrasts what a study may consist of, at least one; a study has any non-empty subset
 * @param spacing voxel size at which networks work, mm along X, Y, Z
 * @param method which of the published systems trains
 * @param preset its size: {@code tiny}, {@code small} or {@code paper}
 * @param triggers when runs start
 * @param gate when a model is promoted
 * @param budget how long it trains
 * @param minimumPatients labeled patients per side below which fine-tuning waits
 * @param finetuning how it fine-tunes; null for what the method does by itself
 * @param comparedWith what else trains on the same studies and is judged on the same panel; none by default
 */
public record ProjectConfiguration(
        List<SegmentedClass> classes,
        List<String> contrasts,
        List<Double> spacing,
        String method,
        String preset,
        Triggers triggers,
        Gate gate,
        Budget budget,
        Map<Split, Integer> minimumPatients,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Finetuning finetuning,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Contender> comparedWith) {

    public ProjectConfiguration(
            @Nullable List<SegmentedClass> classes,
            @Nullable List<String> contrasts,
            @Nullable List<Double> spacing,
            @Nullable String method,
            @Nullable String preset,
            @Nullable Triggers triggers,
            @Nullable Gate gate,
            @Nullable Budget budget,
            @Nullable Map<Split, Integer> minimumPatients,
            @Nullable Finetuning finetuning,
            @Nullable List<Contender> comparedWith) {
        this.classes = classes == null ? List.of() : List.copyOf(classes);
        this.contrasts = contrasts == null ? List.of() : List.copyOf(contrasts);
        this.spacing = spacing == null ? List.of() : List.copyOf(spacing);
        this.method = method == null ? "amae" : method;
        this.preset = preset == null ? "tiny" : preset;
        this.triggers = triggers == null ? Triggers.DEFAULT : triggers;
        this.gate = gate == null ? Gate.DEFAULT : gate;
        this.budget = budget == null ? Budget.DEFAULT : budget;
        this.minimumPatients = minimumPatients(minimumPatients);
        this.finetuning = Finetuning.DEFAULT.equals(finetuning) ? null : finetuning;
        this.comparedWith = comparedWith == null ? List.of() : List.copyOf(comparedWith);
    }

    /** One method, fine-tuned as it does by itself. */
    public ProjectConfiguration(
            @Nullable List<SegmentedClass> classes,
            @Nullable List<String> contrasts,
            @Nullable List<Double> spacing,
            @Nullable String method,
            @Nullable String preset,
            @Nullable Triggers triggers,
            @Nullable Gate gate,
            @Nullable Budget budget,
            @Nullable Map<Split, Integer> minimumPatients) {
        this(classes, contrasts, spacing, method, preset, triggers, gate, budget, minimumPatients, null, null);
    }

    /** How it fine-tunes, or what stands for nothing said. */
    public Finetuning finetuningOrDefault() {
        return finetuning == null ? Finetuning.DEFAULT : finetuning;
    }

    /** The same, fine-tuned otherwise. */
    public ProjectConfiguration with(Finetuning other) {
        return copy(method, preset, other, comparedWith);
    }

    /** The same, compared with others. */
    public ProjectConfiguration comparedWith(List<Contender> others) {
        return copy(method, preset, finetuning, others);
    }

    /** The same for one method alone. */
    public ProjectConfiguration as(Contender one) {
        return copy(one.method(), one.preset(), finetuning, List.of());
    }

    private ProjectConfiguration copy(
            String itsMethod, String itsPreset, @Nullable Finetuning itsFinetuning, List<Contender> others) {
        return new ProjectConfiguration(
                classes,
                contrasts,
                spacing,
                itsMethod,
                itsPreset,
                triggers,
                gate,
                budget,
                minimumPatients,
                itsFinetuning,
                others);
    }

    /** All that trains, what {@code method} and {@code preset} name first. */
    public List<Contender> contenders() {
        return Stream.concat(Stream.of(new Contender(method, preset)), comparedWith.stream())
                .toList();
    }

    /** The names of all that trains, each once. */
    public List<String> methods() {
        return contenders().stream().map(Contender::method).distinct().toList();
    }

    /**
     * What a request names.
     *
     * @param method null for the project's own
     * @param preset null for what the project has of the method
     * @return empty when the project does not train the method
     */
    public Optional<Contender> contender(@Nullable String method, @Nullable String preset) {
        var wanted = method == null ? this.method : method;
        return contenders().stream()
                .filter(one -> one.method().equals(wanted))
                .findFirst()
                .map(one -> preset == null ? one : new Contender(one.method(), preset));
    }

    /** Whether models, panels and champions of the one mean nothing under the other. */
    public boolean isOtherTaskThan(ProjectConfiguration other) {
        return !classes.equals(other.classes) || !contrasts.equals(other.contrasts) || !spacing.equals(other.spacing);
    }

    private static Map<Split, Integer> minimumPatients(@Nullable Map<Split, Integer> given) {
        var complete = new TreeMap<>(Map.of(Split.TRAIN, 3, Split.VALIDATION, 1, Split.TEST, 3));
        if (given != null) {
            given.forEach(
                    (side, patients) -> complete.put(side, Objects.requireNonNullElse(patients, complete.get(side))));
        }
        return Collections.unmodifiableSortedMap(complete);
    }
}
