package io.scanloop.eval.stream;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the log says of steps, for the stream. */
public interface LoopHistory {

    /** Committed steps whose metrics are wanted: run by run in the order in which they began, each in order of commit. */
    List<CommittedStep> committed(StreamFilter filter);

    /** When the first of the steps was sent that are at work in wanted runs; empty when none is. */
    Optional<Instant> openSince(StreamFilter filter);
}
