package io.scanloop.storage.layout;

import org.jspecify.annotations.Nullable;

/**
 * A method at a size, which a project trains.
 *
 * @param method which of the published systems
 * @param preset its size: {@code tiny}, {@code small} or {@code paper}
 */
public record Contender(String method, String preset) {

    public Contender(@Nullable String method, @Nullable String preset) {
        this.method = method == null ? "" : method;
        this.preset = preset == null ? "tiny" : preset;
    }

    /** As people write it, like {@code pix2rep tiny}. */
    public String words() {
        return method + " " + preset;
    }
}
