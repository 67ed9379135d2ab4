package io.scanloop.workflow.dispatch;

import io.scanloop.events.Event;

/** An event that is to be written now. */
@FunctionalInterface
interface Due {

    /** Prepares what the event relies on, and makes it. */
    Event event(Preparation preparation);

    static Due plain(Event event) {
        return preparation -> event;
    }
}
