package io.scanloop.ingest;

import io.scanloop.events.EncodedEvent;
import java.util.concurrent.CompletionStage;

/** Sends an event to its topic. */
public interface Announcer {

    /** Completes when the broker has acknowledged; completes exceptionally when it has not. */
    CompletionStage<Void> announce(EncodedEvent event);
}
