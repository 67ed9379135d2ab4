package io.scanloop.workflow.dispatch;

import io.scanloop.events.Trigger;
import io.scanloop.events.TriggerEvaluated;
import io.scanloop.events.TriggerVerdict;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was said of the triggers of a project. A fold over {@code triggers.v1}. */
final class Evaluated {
    private final Map<Trigger, Said> last = new EnumMap<>(Trigger.class);
    /** Since when each trigger that has counted enough has done so. */
    private final Map<Trigger, Instant> enough = new EnumMap<>(Trigger.class);

    private final Set<String> refused = new HashSet<>();

    private record Said(TriggerVerdict verdict, String code) {}

    void on(TriggerEvaluated evaluated) {
        if (evaluated.request() != null) {
            refused.add(evaluated.request());
        } else {
            last.put(evaluated.trigger(), new Said(evaluated.verdict(), evaluated.code()));
            if (evaluated.count() >= evaluated.threshold()) {
                enough.putIfAbsent(evaluated.trigger(), evaluated.at());
            } else {
                enough.remove(evaluated.trigger());
            }
        }
    }

    /** Whether it is news. */
    boolean isOther(Trigger trigger, TriggerVerdict verdict, String code) {
        return !new Said(verdict, code).equals(last.get(trigger));
    }

    /** When a trigger first said that it had counted enough; empty when it has not. */
    Optional<Instant> enoughSince(Trigger trigger) {
        return Optional.ofNullable(enough.get(trigger));
    }

    boolean isRefused(String request) {
        return refused.contains(request);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Evaluated that
                && last.equals(that.last)
                && enough.equals(that.enough)
                && refused.equals(that.refused);
    }

    @Override
    public int hashCode() {
        return Objects.hash(last, enough, refused);
    }
}
