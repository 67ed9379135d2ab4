package io.scanloop.eval.stream;

import io.scanloop.events.MetricBatch;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells a batch that comes a second time, in constant time; knows the attempts that spoke last. */
final class SeenBatches {
    private static final int MOST_ATTEMPTS = 4096;

    private final Map<String, Long> last = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_ATTEMPTS;
        }
    };

    /** Whether this batch of its attempt comes for the first time. Batches of an attempt come in their order. */
    boolean isNew(MetricBatch batch) {
        var attempt = "%s/%s/%s/%s"
                .formatted(
                        batch.project(),
                        batch.run(),
                        batch.step(),
                        batch.attributes().attempt());
        var before = last.get(attempt);
        if (before != null && before >= batch.seq()) {
            return false;
        }
        last.put(attempt, batch.seq());
        return true;
    }
}
