package io.scanloop.workflow.step;

import io.scanloop.events.ShareGroup;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;

/** Asks the broker whether a queue holds anything, without taking it. */
final class Backlog implements AutoCloseable {
    private static final long ANSWER_SECONDS = 1;

    private final Admin admin;

    Backlog(Map<String, String> connection, String worker) {
        var settings = new HashMap<String, Object>(Map.of(
                "client.id", worker + "-backlog", "reconnect.backoff.max.ms", 1000, "enable.metrics.push", false));
        settings.putAll(connection);
        admin = Admin.create(settings);
    }

    /** Whether a record waits there, or is held by somebody; false as well when the broker does not know or say. */
    boolean isWaiting(ShareGroup group) {
        try {
            return admin
                    .listShareGroupOffsets(Map.of(group.name(), new ListShareGroupOffsetsSpec()))
                    .partitionsToOffsetInfo(group.name())
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .values()
                    .stream()
                    .anyMatch(partition -> partition != null && partition.lag().orElse(0L) > 0);
        } catch (ExecutionException | TimeoutException e) {
            return false; // the order of lanes is a courtesy: without an answer the worker takes what comes
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
