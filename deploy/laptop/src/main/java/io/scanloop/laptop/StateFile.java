package io.scanloop.laptop;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** {@code laptop.json}, by which the {@code scanloop} command finds the laptop that runs. */
final class StateFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final long pid = ProcessHandle.current().pid();

    StateFile(Path folder) {
        this.file = folder.resolve("laptop.json");
    }

    /** Writes the addresses of ingest-service and eval-service; the laptop started last is the one that is found. */
    void announce(String url, String evalUrl) {
        try {
            Files.createDirectories(file.getParent());
            var draft = Files.createTempFile(file.getParent(), "laptop", ".tmp");
            JSON.writeValue(draft.toFile(), Map.of("url", url, "evalUrl", evalUrl, "pid", pid));
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LaptopException(
                    "cannot write %s, by which the scanloop command finds the laptop".formatted(file), e);
        }
    }

    /** Removes the address when it is ours. */
    void withdraw() {
        try {
            if (Files.exists(file) && JSON.readTree(file.toFile()).path("pid").asLong() == pid) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new LaptopException("cannot remove " + file, e);
        }
    }
}
