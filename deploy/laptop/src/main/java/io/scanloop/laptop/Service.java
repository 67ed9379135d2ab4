package io.scanloop.laptop;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One of Scanloop's services as a child process.
 *
 * @param name names its log
 * @param artifact the jar that production runs
 * @param memory flags of its JVM
 * @param environment its settings, secrets among them: they never stand on a command line
 * @param port where it answers on 127.0.0.1
 */
record Service(String name, Path artifact, List<String> memory, Map<String, String> environment, int port) {
    Service {
        memory = List.copyOf(memory);
        environment = Map.copyOf(environment);
    }

    /** For example {@code http://127.0.0.1:8080}. */
    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Without the values of its environment. */
    @Override
    public String toString() {
        return "Service[name=%s, port=%d]".formatted(name, port);
    }
}
