package io.scanloop.events;

/** What orders the records of a topic. */
public enum KeyKind {
    /** All events of a project come in order, to one member of a consumer group. */
    PROJECT,
    /** The points of a run come in order. */
    RUN,
    /** The last word of a worker is kept. */
    WORKER,
    /** No order: any worker takes any record. */
    NONE
}
