package io.scanloop.laptop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One of Scanloop's services as a child process.
 *
 * @param name names its log
 * @param artifact the jar that production runs
 * @param flags of its JVM
 * @param environment its settings, secrets among them: they never stand on a command line
 * @param readiness how one sees that it is up
 * @param role what it is there for
 */
record Service(
        String name,
        Path artifact,
        List<String> flags,
        Map<String, String> environment,
        Readiness readiness,
        Role role) {

    /** What a process is there for: it decides who stops first, and how an end is told. */
    enum Role {
        /** Answers requests, always. */
        SERVICE(Duration.ofSeconds(15)),
        /** Computes; when told to stop it finishes its iteration and saves, so that the next start goes on from there. */
        WORKER(Duration.ofSeconds(30));

        private final Duration grace;

        Role(Duration grace) {
            this.grace = grace;
        }

        /** How long it may take to stop. */
        Duration grace() {
            return grace;
        }

        /** An end that nobody of us asked for, in words. */
        String ending(int exit) {
            if (this == WORKER && exit == 0) {
                return "had nothing to do and ended";
            }
            return this == WORKER && exit == 143
                    ? "was told to stop, saved its work and ended"
                    : "ended with exit code " + exit;
        }
    }

    Service {
        flags = List.copyOf(flags);
        environment = Map.copyOf(environment);
    }

    /** Without the values of its environment. */
    @Override
    public String toString() {
        return "Service[name=%s]".formatted(name);
    }
}
