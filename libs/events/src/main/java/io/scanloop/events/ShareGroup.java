package io.scanloop.events;

import java.util.Map;

/**
 * The queue of a steps topic: its workers form one share group.
 *
 * @param name the group's id
 */
public record ShareGroup(String name) {

    /**
     * The group's settings, without which it loses work: it would begin after what was sent before the first worker came,
     * and would deliver what an aborted transaction wrote.
     */
    public Map<String, String> settings() {
        return Map.of("share.auto.offset.reset", "earliest", "share.isolation.level", "read_committed");
    }
}
