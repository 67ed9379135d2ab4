package io.scanloop.workflow.dispatch;

import io.scanloop.events.Trigger;
import io.scanloop.events.TriggerEvaluated;
import io.scanloop.events.TriggerVerdict;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was said of the triggers of a project. A fold over {@code triggers.v1}. */
final class Evaluated {
    private final Map<Trigger, Said> last = new EnumMap<>(Trigger.class);
    private final Set<String> refused = new HashSet<>();

    private record Said(TriggerVerdict verdict, String code) {}

    void on(TriggerEvaluated evaluated) {
        if (evaluated.request() != null) {
            refused.add(evaluated.request());
        } else {
            last.put(evaluated.trigger(), new Said(evaluated.verdict(), evaluated.code()));
        }
    }

    /** Whether it is news. */
    boolean isOther(Trigger trigger, TriggerVerdict verdict, String code) {
        return !new Said(verdict, code).equals(last.get(trigger));
    }

    boolean isRefused(String request) {
        return refused.contains(request);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Evaluated that && last.equals(that.last) && refused.equals(that.refused);
    }

    @Override
    public int hashCode() {
        return Objects.hash(last, refused);
    }
}
