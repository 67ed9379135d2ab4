package io.scanloop.ingest.adapter;

import io.quarkus.logging.Log;
import io.quarkus.runtime.Quarkus;
import io.scanloop.events.Topic;
import io.scanloop.ingest.StudyCatalog;
import io.scanloop.workflow.LogFold;
import io.scanloop.workflow.LogListener;
import io.scanloop.workflow.LogPosition;
import io.scanloop.workflow.LoggedEvent;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Feeds the catalog from the log. */
final class CatalogFold implements LogListener, AutoCloseable {
    private static final Set<Topic> TOPICS = Set.of(Topic.PROJECTS, Topic.STUDIES);
    private final StudyCatalog catalog;
    private final LogFold fold;

    CatalogFold(StudyCatalog catalog, Map<String, String> connection) {
        this.catalog = catalog;
        this.fold = LogFold.start(connection, TOPICS, LogPosition.BEGINNING, this);
        var unused = fold.caughtUp().thenRun(catalog::complete); // a failure is told to stopped()
    }

    boolean isCaughtUp() {
        return fold.isCaughtUp();
    }

    @Override
    public void on(LoggedEvent logged) {
        catalog.on(logged.event());
    }

    @Override
    public void unreadable(TopicPartition partition, long offset, RuntimeException cause) {
        Log.warnf("a record is no event of ours and is left out topic=%s offset=%d", partition, offset);
    }

    @Override
    public void troubled(RuntimeException cause) {
        Log.infof("the broker does not answer, lists stand still until it does reason=%s", cause.getMessage());
    }

    @Override
    public void stopped(Throwable cause) {
        Log.error("lists can no longer be kept: the service ends, restart it", cause);
        Quarkus.asyncExit(1);
    }

    @Override
    public void close() {
        fold.close();
    }
}
