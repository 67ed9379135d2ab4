package io.scanloop.laptop;

import java.io.IOException;
import java.util.ArrayList;

/** Processes that the launcher starts. None outlives it, see {@link ParentWatch}. */
final class Children {
    private Children() {}

    /** A service about to run, with its settings on top of the launcher's own environment. */
    static ProcessBuilder of(Installation installation, Service service) {
        var command = new ArrayList<String>();
        command.add(Installation.java().toString());
        command.addAll(service.flags());
        command.add("-javaagent:" + installation.parentWatch());
        command.add("-jar");
        command.add(service.artifact().toString());
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(service.environment());
        return builder;
    }

    static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new LaptopException(
                    "cannot start %s".formatted(builder.command().get(0)), e);
        }
    }
}
