package io.scanloop.eval.adapter;

import io.quarkus.logging.Log;
import io.quarkus.runtime.Quarkus;
import io.scanloop.eval.view.LoopViews;
import io.scanloop.events.Event;
import io.scanloop.workflow.LogFold;
import io.scanloop.workflow.LogListener;
import io.scanloop.workflow.LogPosition;
import io.scanloop.workflow.LoggedEvent;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Feeds the views from the log. */
final class ViewFold implements LogListener, AutoCloseable {
    private final LoopViews views;
    private final Consumer<Event> changed;
    private final LogFold fold;

    /** @param changed told of each event after the views took it in */
    ViewFold(LoopViews views, Map<String, String> connection, Consumer<Event> changed) {
        this.views = views;
        this.changed = changed;
        this.fold = LogFold.start(connection, LoopViews.TOPICS, LogPosition.BEGINNING, this);
        var unused = fold.caughtUp().thenRun(views::complete); // a failure is told to stopped()
    }

    boolean isCaughtUp() {
        return fold.isCaughtUp();
    }

    LogPosition position() {
        return fold.position();
    }

    @Override
    public void on(LoggedEvent logged) {
        views.on(logged.event());
        changed.accept(logged.event());
    }

    @Override
    public void unreadable(TopicPartition partition, long offset, RuntimeException cause) {
        Log.warnf("a record is no event of ours and is left out topic=%s offset=%d", partition, offset);
    }

    @Override
    public void troubled(RuntimeException cause) {
        Log.infof("the broker does not answer, views stand still until it does reason=%s", cause.getMessage());
    }

    @Override
    public void stopped(Throwable cause) {
        Log.error("views can no longer be kept: the service ends, restart it", cause);
        Quarkus.asyncExit(1);
    }

    @Override
    public void close() {
        fold.close();
    }
}
