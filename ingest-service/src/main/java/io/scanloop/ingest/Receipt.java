package io.scanloop.ingest;

/**
 * What became of something that was sent.
 *
 * @param outcome what happened
 * @param document what stands now
 */
public record Receipt<D>(Outcome outcome, D document) {

    /** What happened to something that was sent. */
    public enum Outcome {
        /** It is stored, and the broker acknowledged its event. */
        ANNOUNCED,
        /** It is stored; its event waits in the outbox until the broker is back. */
        STORED,
        /** It was there before: nothing happened. */
        UNCHANGED
    }

    static <D> Receipt<D> of(boolean isAnnounced, D document) {
        return new Receipt<>(isAnnounced ? Outcome.ANNOUNCED : Outcome.STORED, document);
    }
}
