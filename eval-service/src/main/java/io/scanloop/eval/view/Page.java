package io.scanloop.eval.view;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Some lines of a list.
 *
 * @param next where the next page begins: its {@code after}; null on the last page
 * @param total lines of the whole list
 */
public record Page<T>(List<T> items, @Nullable String next, int total) {

    /**
     * Cuts a page out of a whole list.
     *
     * @param after the name of the last line of the page before, or empty to begin
     * @param limit most lines to return, at least 1
     */
    static <T> Page<T> of(List<T> all, Function<T, String> name, String after, int limit) {
        int from = 0;
        if (!after.isEmpty()) {
            while (from < all.size() && !name.apply(all.get(from)).equals(after)) {
                from++;
            }
            from = Math.min(all.size(), from + 1);
        }
        var items = List.copyOf(all.subList(from, Math.min(all.size(), from + limit)));
        boolean isLast = from + items.size() >= all.size();
        return new Page<>(
                items, isLast ? null : name.apply(Objects.requireNonNull(items.get(items.size() - 1))), all.size());
    }
}
