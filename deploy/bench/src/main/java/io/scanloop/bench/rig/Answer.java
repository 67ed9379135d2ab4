package io.scanloop.bench.rig;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the intake answered, and when; times are of {@link System#nanoTime}.
 *
 * @param body an empty object when the answer was not JSON
 * @param text the answer as it came
 * @param begun just before the first byte of the request's body
 * @param sent after its last byte was handed to the connection
 * @param answered after the answer had been read
 */
public record Answer(int status, JsonNode body, String text, long begun, long sent, long answered) {

    /** Whether what was sent is now the intake's responsibility. */
    public boolean isAcknowledged() {
        return status >= 200 && status < 300;
    }

    /** Whether it is worth sending the same again: the service or what it stands on was away, or its scratch full. */
    public boolean isTransient() {
        return status >= 500;
    }
}
