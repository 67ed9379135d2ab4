package io.scanloop.learning.method;

import java.util.List;

/**
 * The numbers of a method under each size that every method has.
 *
 * @param method its name
 * @param tiny for two CPU cores
 * @param small for a GPU of 24 GB
 * @param paper as published
 */
public record Presets<P>(String method, P tiny, P small, P paper) {
    /** Names of the sizes, smallest first. */
    public static final List<String> NAMES = List.of("tiny", "small", "paper");

    /** Those of a name; an unknown one is an error that lists the known. */
    P named(String name) {
        return switch (name) {
            case "tiny" -> tiny;
            case "small" -> small;
            case "paper" -> paper;
            default ->
                throw new IllegalArgumentException(
                        "%s has the presets tiny, small and paper, got \"%s\": choose one in the project"
                                .formatted(method, name));
        };
    }
}
