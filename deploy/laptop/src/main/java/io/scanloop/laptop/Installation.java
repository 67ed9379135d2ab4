package io.scanloop.laptop;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the built artifacts are.
 *
 * @param root of the checkout
 */
record Installation(Path root) {
    /** Beneath the root, for who runs there. */
    static final String PARENT_WATCH = "deploy/laptop/target/laptop-parent-watch.jar";

    /** The production artifact of a service. */
    Path service(String name) {
        return built(root.resolve(name).resolve("target/quarkus-app/quarkus-run.jar"));
    }

    /** The {@code scanloop} command, which builds itself. */
    Path command() {
        return root.resolve("deploy/cli/scanloop");
    }

    /** The agent that ends a child with its launcher. */
    Path parentWatch() {
        return built(root.resolve(PARENT_WATCH));
    }

    /** The JVM that runs this one. */
    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private static Path built(Path artifact) {
        if (Files.notExists(artifact)) {
            throw new LaptopException(
                    "%s is not built: start with deploy/laptop/run, which builds what is missing".formatted(artifact));
        }
        return artifact;
    }
}
