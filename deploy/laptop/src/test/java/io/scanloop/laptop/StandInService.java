package io.scanloop.laptop;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Answers that it is ready, and nothing else; dies at once when told to by {@code STAND_IN_FAILS}. */
public final class StandInService {
    private StandInService() {}

    public static void main(String[] arguments) throws IOException {
        if (System.getenv("STAND_IN_FAILS") != null) {
            System.out.println("the store key was refused");
            System.exit(7);
        }
        var port = Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"));
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    /** An installation whose ingest-service is this stand-in. */
    static Installation installedIn(Path root) throws IOException {
        packInto(root.resolve("ingest-service/target/quarkus-app/quarkus-run.jar"));
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
