package io.scanloop.learning.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One call of an ATen operator.
 *
 * @param function name in {@code torch}
 * @param arguments in order: values, lists of values, lists of sizes, numbers, truths, null for none
 */
record Call(String function, List<@Nullable Object> arguments) {
    /** What a program that trains calls in forms of its own, see {@code program/TrainingForms}. */
    private static final Set<String> TRAINED_OTHERWISE = Set.of("conv3d", "scaled_dot_product_attention");

    /** Stands for whether the program trains. */
    static final Object IS_TRAINING = new Object();

    /** A value that is given in one mode; in the other it is none. */
    record Only(Mode mode, Tensor value) {}

    Call(String function, @Nullable Object... arguments) {
        this(function, new ArrayList<>(Arrays.asList(arguments)));
    }

    /** The values that the call needs. */
    List<Tensor> operands() {
        var operands = new ArrayList<Tensor>();
        for (var argument : arguments) {
            if (argument instanceof Tensor value) {
                operands.add(value);
            } else if (argument instanceof Only only) {
                operands.add(only.value());
            } else if (argument instanceof List<?> values) {
                values.forEach(value -> operands.add((Tensor) value));
            }
        }
        return operands;
    }

    /** The call as text. */
    String text(Function<Tensor, String> names, Mode mode) {
        return arguments.stream()
                .map(argument -> text(argument, names, mode))
                .collect(Collectors.joining(", ", where(mode) + function + "(", ")"));
    }

    private String where(Mode mode) {
        return mode == Mode.TRAINING && TRAINED_OTHERWISE.contains(function) ? "(self)." : "torch.";
    }

    private static String text(@Nullable Object argument, Function<Tensor, String> names, Mode mode) {
        if (argument == null) {
            return "None";
        } else if (argument instanceof Tensor value) {
            return names.apply(value);
        } else if (argument instanceof Only only) {
            return only.mode() == mode ? names.apply(only.value()) : "None";
        } else if (argument instanceof List<?> values) {
            return values.stream()
                    .map(value -> names.apply((Tensor) value))
                    .collect(Collectors.joining(", ", "[", "]"));
        } else if (argument instanceof long[] sizes) {
            return Arrays.toString(sizes);
        } else if (argument instanceof Double number) {
            return number(number);
        } else if (argument instanceof Boolean truth) {
            return truth(truth);
        } else if (argument == IS_TRAINING) {
            return truth(mode == Mode.TRAINING);
        }
        return argument.toString();
    }

    private static String truth(boolean truth) {
        return truth ? "True" : "False";
    }

    /** A floating number as programs write it. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("a program needs numbers, got NaN as a constant");
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "float(\"inf\")" : "float(\"-inf\")";
        }
        return Double.toString(value).replace('E', 'e');
    }
}
