package io.scanloop.embedded;

import java.nio.file.Path;

/** The broker as a process of its own, for tests that kill it. */
public final class KafkaMain {
    private KafkaMain() {}

    /** Takes {@code <folder> <port>}; prints one line when ready; SIGTERM ends it cleanly. */
    public static void main(String[] arguments) {
        if (arguments.length != 2) {
            System.err.println("usage: KafkaMain <folder> <port>");
            System.exit(2);
        }
        var kafka = EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop-broker"));
        System.out.println("kafka ready " + kafka.bootstrapServers());
    }
}
