package io.scanloop.storage.layout;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * When a model becomes champion. A component that was not given has its default.
 *
 * @param floor mean foreground Dice below which no model is promoted, 0 to 1 (0)
 * @param minimumEffect least gain in mean foreground Dice over the champion, 0 to 1 (0.01)
 * @param looks comparisons planned per panel, which share its error budget of 0.05 (100)
 * @param approval whether a person has to agree to each promotion (automatic)
 */
public record Gate(Double floor, Double minimumEffect, Integer looks, Approval approval) {

    public static final Gate DEFAULT = new Gate(null, null, null, null);

    public Gate(
            @Nullable Double floor,
            @Nullable Double minimumEffect,
            @Nullable Integer looks,
            @Nullable Approval approval) {
        this.floor = floor == null ? 0 : floor;
        this.minimumEffect = minimumEffect == null ? 0.01 : minimumEffect;
        this.looks = looks == null ? 100 : looks;
        this.approval = approval == null ? Approval.AUTOMATIC : approval;
    }

    /** Who has the last word. */
    public enum Approval {
        @JsonProperty("automatic")
        AUTOMATIC,
        @JsonProperty("manual")
        MANUAL
    }
}
