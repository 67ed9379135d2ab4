package io.scanloop.eval.judge;

import io.scanloop.eval.Announcer;
import io.scanloop.eval.view.LoopViews;
import io.scanloop.events.Event;
import java.util.ArrayList;
import java.util.List;

/** A log in memory. What is announced stands in it, and views see it once a barrier was passed. */
final class HandLog implements Announcer {
    private final List<Event> events = new ArrayList<>();

    HandLog(List<? extends Event> written) {
        events.addAll(written);
    }

    @Override
    public void announce(Event event) {
        events.add(event);
    }

    void append(List<? extends Event> written) {
        events.addAll(written);
    }

    <E extends Event> List<E> of(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Views of a process that has just started, and the barrier that feeds them. */
    Reader reader() {
        var views = new LoopViews();
        views.complete();
        return new Reader(views);
    }

    /** A fold of this log. */
    final class Reader implements LogBarrier {
        final LoopViews views;
        private int next;

        private Reader(LoopViews views) {
            this.views = views;
        }

        @Override
        public void await() {
            for (; next < events.size(); next++) {
                views.on(events.get(next));
            }
        }
    }
}
