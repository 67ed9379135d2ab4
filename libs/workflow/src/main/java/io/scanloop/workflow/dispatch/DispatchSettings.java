package io.scanloop.workflow.dispatch;

import java.time.Duration;

/**
 * How the loop runs.
 *
 * @param group consumer group whose members share the projects among them
 * @param tick how often the rules are asked when nothing happens
 * @param silence after this time without a heartbeat a worker counts as gone
 * @param session after this time without a sign of it the group gives a member's projects to another
 * @param recheck how long a step may be out before it is looked for in its queue
 */
public record DispatchSettings(String group, Duration tick, Duration silence, Duration session, Duration recheck) {
    public static final DispatchSettings DEFAULT = new DispatchSettings(
            "scanloop.dispatch",
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));
}
