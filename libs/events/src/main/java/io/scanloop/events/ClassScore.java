package io.scanloop.events;

import org.jspecify.annotations.Nullable;

/**
 * How well one class is segmented, over the patients of a panel.
 *
 * @param value the value of the class in masks, from 1
 * @param name its name
 * @param dice mean Dice, from 0 to 1; null when no patient defines it
 * @param low lower end of its 95 % interval; null when undefined
 * @param high upper end of its 95 % interval; null when undefined
 * @param patients patients that define it, at least 0
 */
public record ClassScore(
        int value,
        String name,
        @Nullable Double dice,
        @Nullable Double low,
        @Nullable Double high,
        int patients) {
    public ClassScore {
        Rule.atLeast(1, "value", value);
        Rule.text("name", name);
        Rule.shareOrNull("dice", dice);
        Rule.shareOrNull("low", low);
        Rule.shareOrNull("high", high);
        Rule.atLeast(0, "patients", patients);
    }
}
