package io.scanloop.embedded;

import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * The embedded broker as a process of its own: {@code KafkaMain <folder> <port>}.
 *
 * <p>Prints {@code kafka ready 127.0.0.1:<port>} when it serves, and ends with 0 on SIGTERM.
 */
public final class KafkaMain {
    private KafkaMain() {}

    public static void main(String[] arguments) {
        if (arguments.length != 2) {
            System.err.println("usage: KafkaMain <folder> <port>   (port 0: any free one)");
            System.exit(2);
        }
        try {
            var kafka = EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> closeAndEnd(kafka), "close-broker"));
            System.out.println("kafka ready " + kafka.bootstrapServers());
        } catch (UncheckedIOException | IllegalStateException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** A JVM that SIGTERM ended would answer 143; ours closed in order, which is 0. */
    private static void closeAndEnd(EmbeddedKafka kafka) {
        kafka.close();
        Runtime.getRuntime().halt(0);
    }
}
