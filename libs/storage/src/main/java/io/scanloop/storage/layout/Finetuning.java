package io.scanloop.storage.layout;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How a project fine-tunes. What is not given is as the method has it, and not written: a configuration without it has the
 * bytes that it always had.
 *
 * @param regime how a fine-tuning uses what a pre-training hands on: {@code scratch}, {@code full}, {@code linear-probe},
 *     {@code encoder-only}, {@code warm-up} or {@code sawtooth}; null for {@code full} where there is something to start
 *     from, else {@code scratch}
 * @param layerDecay factor from each layer that was handed on to the one before it, by which rates of learning fall
 *     towards the input, in (0, 1]; null for one rate
 * @param average momentum of a moving average of the weights, in (0, 1), like 0.999; it is judged beside the weights
 *     themselves, and the better of the two is the model; null for none
 * @param encoder name of published weights of the project that fine-tunings start from in place of a pre-training; null
 *     for none
 * @param meanTeacher whether studies without labels are learned from, too, by agreement with a moving average of the
 *     weights; null for no
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finetuning(
        @Nullable String regime,
        @Nullable Double layerDecay,
        @Nullable Double average,
        @Nullable String encoder,
        @Nullable Boolean meanTeacher) {

    /** As the method has it. */
    public static final Finetuning DEFAULT = new Finetuning(null, null, null);

    /** From no published weights, without a teacher. */
    public Finetuning(@Nullable String regime, @Nullable Double layerDecay, @Nullable Double average) {
        this(regime, layerDecay, average, null, null);
    }

    /** The same from published weights. */
    public Finetuning startingFrom(String name) {
        return new Finetuning(regime, layerDecay, average, name, meanTeacher);
    }

    /** The same with a mean teacher. */
    public Finetuning taught() {
        return new Finetuning(regime, layerDecay, average, encoder, true);
    }

    /** Whether there is a mean teacher. */
    public boolean hasTeacher() {
        return Boolean.TRUE.equals(meanTeacher);
    }

    /** Whether it starts from published weights. */
    public boolean startsFromPublished() {
        return encoder != null;
    }
}
