package io.scanloop.eval.stream;

import io.scanloop.events.Point;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to see of the stream.
 *
 * @param project null for all
 * @param runs empty for all
 * @param metric a prefix, or a glob of {@code *} and {@code ?}; null for all
 */
public record StreamFilter(
        @Nullable String project,
        Set<String> runs,
        @Nullable String metric) {
    /** Everything. */
    public static final StreamFilter ALL = new StreamFilter(null, Set.of(), null);

    /**
     * As a request names it; what is blank counts as absent.
     *
     * @param runs one run, or several with commas between
     */
    public static StreamFilter of(@Nullable String project, @Nullable String runs, @Nullable String metric) {
        var named = runs == null ? Stream.<String>empty() : Stream.of(runs.split(","));
        return new StreamFilter(
                orNull(project),
                named.map(String::trim).filter(run -> !run.isEmpty()).collect(Collectors.toUnmodifiableSet()),
                orNull(metric));
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    public boolean takesProject(String name) {
        return project == null || project.equals(name);
    }

    /** Whether metrics of the run are wanted. */
    public boolean takesRun(String ofProject, String run) {
        return takesProject(ofProject) && (runs.isEmpty() || runs.contains(run));
    }

    /** The points that are wanted, in their order; the same list when all are. */
    public List<Point> points(List<Point> all) {
        var wanted = metric;
        if (wanted == null) {
            return all;
        }
        if (wanted.indexOf('*') < 0 && wanted.indexOf('?') < 0) {
            return all.stream().filter(point -> point.key().startsWith(wanted)).toList();
        }
        var glob = glob(wanted);
        return all.stream().filter(point -> glob.matcher(point.key()).matches()).toList();
    }

    private static Pattern glob(String glob) {
        var expression = glob.chars()
                .mapToObj(character -> switch (character) {
                    case '*' -> ".*";
                    case '?' -> ".";
                    default -> Pattern.quote(Character.toString(character));
                })
                .collect(Collectors.joining());
        return Pattern.compile(expression);
    }
}
