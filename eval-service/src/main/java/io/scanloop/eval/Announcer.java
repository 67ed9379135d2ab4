package io.scanloop.eval;

import io.scanloop.events.Event;

/** Sends events to their topics. */
public interface Announcer {

    /**
     * Returns when the broker has acknowledged the event.
     *
     * @throws AnnouncementException when it has not: the event may stand in its topic, or not
     */
    void announce(Event event);
}
