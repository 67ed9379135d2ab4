package io.scanloop.events;

/** What a project is, and what it was given besides studies. Written by intake; kept for ever. */
public sealed interface ProjectEvent extends Event permits ProjectConfigured, EncoderStored {

    @Override
    default Topic topic() {
        return Topic.PROJECTS;
    }
}
