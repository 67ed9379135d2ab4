package io.scanloop.storage.layout;

import io.scanloop.events.ObjectRef;
import java.time.Instant;

/**
 * Published weights that a project may start from; immutable.
 *
 * @param encoder what the project calls them
 * @param format {@code safetensors} or {@code npz}
 * @param tensors how many there are in the file
 * @param object the file as it was sent
 * @param actor who sent it
 */
public record EncoderManifest(
        String project, String encoder, Instant at, String format, int tensors, ObjectRef object, String actor) {}
