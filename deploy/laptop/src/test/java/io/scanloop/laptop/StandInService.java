package io.scanloop.laptop;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Answers that it is ready, or prints that it started when it has no port, and nothing else; dies at once when told to by
 * {@code STAND_IN_FAILS}. At its end it prints when it was told to stop and when it was done.
 */
public final class StandInService {
    private static final long MILLIS_TO_SAVE = 300;

    private StandInService() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (System.getenv("STAND_IN_FAILS") != null) {
            System.out.println("the store key was refused");
            System.exit(7);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(StandInService::end));
        var port = System.getenv("QUARKUS_HTTP_PORT");
        if (port == null) {
            System.out.println("stand-in on JVM started in 0.001s.");
            new CountDownLatch(1).await();
        } else {
            serve(Integer.parseInt(port));
        }
    }

    private static void serve(int port) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    private static void end() {
        System.out.println("told to stop at " + System.currentTimeMillis());
        if (System.getenv("QUARKUS_HTTP_PORT") == null) {
            LockSupport.parkNanos(MILLIS_TO_SAVE * 1_000_000);
        }
        System.out.println("done at " + System.currentTimeMillis());
    }

    /** An installation whose services and workers are this stand-in. */
    static Installation installedIn(Path root) throws IOException {
        for (var name : List.of("ingest-service", "eval-service", "pretrain-worker", "finetune-worker")) {
            packInto(root.resolve(name).resolve("target/quarkus-app/quarkus-run.jar"));
        }
        var agent = Path.of("deploy/laptop/target/laptop-parent-watch.jar");
        Files.createDirectories(root.resolve(agent).getParent());
        Files.copy(Path.of(System.getProperty("scanloop.root")).resolve(agent), root.resolve(agent));
        return new Installation(root);
    }

    private static void packInto(Path jar) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandInService.class.getName());
        Files.createDirectories(jar.getParent());
        var entry = StandInService.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var bytes = StandInService.class.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new JarEntry(entry));
            bytes.transferTo(out);
        }
    }
}
