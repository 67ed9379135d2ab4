package io.scanloop.storage.layout;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When runs start by themselves. A component that was not given has its default.
 *
 * @param newStudies pre-train once this many studies came that no pre-training has seen (20); 0 never
 * @param newLabelSets fine-tune once this many label sets were accepted that no fine-tuning has seen (5); 0 never
 * @param schedule when to start a run in any case, five fields of cron in UTC like {@code 0 3 * * *}; null never
 * @param debounce quiet time after the last arrival before a run starts (30 s)
 * @param coolDown least time between the starts of two runs of one kind with one method (10 min)
 * @param maxRuns runs of the project at once (1)
 */
public record Triggers(
        Integer newStudies,
        Integer newLabelSets,
        @Nullable String schedule,
        Duration debounce,
        Duration coolDown,
        Integer maxRuns) {

    public static final Triggers DEFAULT = new Triggers(null, null, null, null, null, null);

    public Triggers(
            @Nullable Integer newStudies,
            @Nullable Integer newLabelSets,
            @Nullable String schedule,
            @Nullable Duration debounce,
            @Nullable Duration coolDown,
            @Nullable Integer maxRuns) {
        this.newStudies = newStudies == null ? 20 : newStudies;
        this.newLabelSets = newLabelSets == null ? 5 : newLabelSets;
        this.schedule = schedule;
        this.debounce = debounce == null ? Duration.ofSeconds(30) : debounce;
        this.coolDown = coolDown == null ? Duration.ofMinutes(10) : coolDown;
        this.maxRuns = maxRuns == null ? 1 : maxRuns;
    }
}
