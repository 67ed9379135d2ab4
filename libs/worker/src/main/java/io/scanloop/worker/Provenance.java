package io.scanloop.worker;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.StepOrder;
import io.scanloop.learning.program.Compute;
import io.scanloop.storage.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How something was made: equal entries promise equal bits. */
final class Provenance {
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

    private Provenance() {}

    static SortedMap<String, String> of(StepOrder order) {
        var made = new TreeMap<String, String>();
        made.put("engine", Compute.version());
        made.put("threads", Compute.threads());
        made.put("processor", processor());
        made.put("java", System.getProperty("java.version", "?"));
        made.put("method", order.method());
        made.put("preset", order.preset());
        made.put("seed", Long.toString(order.seed()));
        return made;
    }

    /** One hash for the shards of a network: SHA-256 of their hashes in order of their roles. */
    static String hash(SortedMap<String, ObjectRef> shards) {
        var hashes = shards.values().stream().map(ObjectRef::sha256).collect(Collectors.joining());
        return Sha256.of(hashes.getBytes(StandardCharsets.US_ASCII));
    }

    private static String processor() {
        try (var lines = Files.lines(PROCESSOR)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch", "?"));
        } catch (IOException e) {
            return System.getProperty("os.arch", "?"); // a system without that file
        }
    }
}
