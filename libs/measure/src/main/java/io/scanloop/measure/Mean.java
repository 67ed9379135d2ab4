package io.scanloop.measure;

import java.util.Collection;

/**
 * The mean of the cases that count, and how many did not: a mean without its number of skipped cases hides them.
 *
 * @param value the mean of all values that are not NaN; NaN when there are none
 * @param counted how many there are
 * @param skipped how many are NaN
 */
public record Mean(double value, int counted, int skipped) {

    /** The mean of some cases' values, NaN where a case does not count. */
    public static Mean of(Collection<Double> values) {
        int counted = (int) values.stream().filter(value -> !value.isNaN()).count();
        double sum = values.stream()
                .filter(value -> !value.isNaN())
                .mapToDouble(Double::doubleValue)
                .sum();
        return new Mean(counted == 0 ? Double.NaN : sum / counted, counted, values.size() - counted);
    }
}
