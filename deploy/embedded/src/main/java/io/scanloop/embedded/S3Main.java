package io.scanloop.embedded;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The embedded S3 server as a process of its own: {@code S3Main <folder> <port>}.
 *
 * <p>Prints {@code s3 ready http://127.0.0.1:<port>} when it serves, and ends with 0 on SIGTERM. Credentials rest in the
 * folder ({@link S3Credentials#keptIn}) unless {@code SCANLOOP_S3_ACCESS_KEY} and {@code SCANLOOP_S3_SECRET_KEY} are
 * set.
 */
public final class S3Main {
    private S3Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 2) {
            System.err.println("usage: S3Main <folder> <port>   (port 0: any free one)");
            System.exit(2);
        }
        try {
            var folder = Path.of(arguments[0]);
            var store = EmbeddedS3.start(folder, Integer.parseInt(arguments[1]), credentials(folder, System.getenv()));
            serve(store);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static S3Credentials credentials(Path folder, Map<String, String> environment) {
        var accessKey = environment.getOrDefault("SCANLOOP_S3_ACCESS_KEY", "");
        var secretKey = environment.getOrDefault("SCANLOOP_S3_SECRET_KEY", "");
        return accessKey.isEmpty() && secretKey.isEmpty()
                ? S3Credentials.keptIn(folder)
                : new S3Credentials(accessKey, secretKey);
    }

    private static void serve(EmbeddedS3 store) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> closeAndEnd(store), "close-store"));
        System.out.println("s3 ready " + store.endpoint());
        new CountDownLatch(1).await();
    }

    /** A JVM that SIGTERM ended would answer 143; ours closed in order, which is 0. */
    private static void closeAndEnd(EmbeddedS3 store) {
        try {
            store.close();
            Runtime.getRuntime().halt(0);
        } catch (UncheckedIOException e) {
            System.err.println(e.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }
}
