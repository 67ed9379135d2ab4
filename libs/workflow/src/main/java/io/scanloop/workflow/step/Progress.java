package io.scanloop.workflow.step;

import io.scanloop.events.Point;
import java.util.List;

/** How the work on a step tells how far it is and what it measured. Both calls return at once, from any thread. */
public interface Progress {
    /**
     * How much of the step is done; goes out with the next heartbeat.
     *
     * @param share from 0 to 1; what lies outside is taken for the nearer end
     */
    void at(double share);

    /**
     * Points for the live tail, published in batches. They are for those who watch and may be lost: what has to last goes
     * into the committed output of the step.
     *
     * @param points in the order in which they were measured; none is allowed
     */
    void measured(List<Point> points);
}
