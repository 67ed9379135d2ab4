package io.scanloop.events;

/** What became of a model version. Kept for ever. */
public sealed interface ModelEvent extends Event
        permits ModelRegistered, ModelPromoted, ModelRejected, ModelRolledBack {

    /** The model version. */
    String model();

    @Override
    default Topic topic() {
        return Topic.MODELS;
    }

    @Override
    default String subject() {
        return model();
    }
}
