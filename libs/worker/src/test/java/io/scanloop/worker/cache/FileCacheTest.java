package io.scanloop.worker.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {
    private static final int BYTES = 1000;

    @TempDir
    Path folder;

    @Test
    void makesAFileOnce() throws IOException {
        var made = new ArrayList<String>();
        try (var cache = new FileCache(folder, 10 * BYTES)) {
            for (int i = 0; i < 3; i++) {
                try (var lease =
                        cache.lease("image-a", draft -> Files.writeString(draft, made.isEmpty() ? "once" : "no"))) {
                    made.add(Files.readString(lease.file()));
                }
            }
        }
        try (var next = new FileCache(folder, 10 * BYTES);
                var lease = next.leaseIfPresent("image-a").orElseThrow()) {
            made.add(Files.readString(lease.file()));
        }

        assertThat(made).containsExactly("once", "once", "once", "once");
    }

    @Test
    void evictsWhatWasUsedLongestAgo() throws IOException {
        try (var cache = new FileCache(folder, 3 * BYTES)) {
            put(cache, "a");
            put(cache, "b");
            put(cache, "c");
            usedAt("a", 3);
            usedAt("b", 1);
            usedAt("c", 2);

            put(cache, "d");

            assertThat(entries()).containsExactlyInAnyOrder("a", "c", "d");
            assertThat(cache.bytes()).isEqualTo(3 * BYTES);
        }
    }

    @Test
    void neverEvictsWhatIsInUse() throws IOException {
        try (var cache = new FileCache(folder, 2 * BYTES);
                var other = new FileCache(folder, 2 * BYTES);
                var mine = cache.lease("a", FileCacheTest::fill);
                var twice = cache.lease("a", FileCacheTest::fill);
                var others = other.lease("b", FileCacheTest::fill)) {
            twice.close();
            put(cache, "c");
            put(cache, "d");

            assertThat(entries()).contains("a", "b", "d").doesNotContain("c");
            assertThat(mine.file()).exists();

            others.close();
            put(cache, "e");

            assertThat(entries()).contains("a").doesNotContain("b");
        }
    }

    @Test
    void keepsNothingOfWhatCouldNotBeMade() throws IOException {
        try (var cache = new FileCache(folder, 10 * BYTES)) {
            assertThatThrownBy(() -> cache.lease("a", draft -> {
                        fill(draft);
                        throw new IOException("the source dried up");
                    }))
                    .hasMessage("the source dried up");

            assertThat(entries()).isEmpty();
            assertThat(cache.leaseIfPresent("a")).isEmpty();
            assertThat(filesBelow("tenants")).noneMatch(file -> file.contains("drafts/"));
        }
    }

    /** A process is killed in the middle of a file, with another one in use. */
    @Test
    void forgetsWhatAKilledProcessWasAbout() throws Exception {
        var killed = OtherProcess.start("halfway", folder, 10 * BYTES);
        assertThat(killed.inputReader().readLine()).isEqualTo("halfway");
        try (var cache = new FileCache(folder, BYTES)) {
            put(cache, "b");
            assertThat(entries()).as("it lives, so its file is in use").contains("a");
            assertThat(cache.leaseIfPresent("half")).isEmpty();

            killed.destroyForcibly().waitFor();
            put(cache, "c");

            assertThat(entries()).containsExactly("c");
            assertThat(filesBelow("tenants")).noneMatch(file -> file.contains("half"));
        }
    }

    @Test
    void servesSeveralProcessesWithinOneLimit() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(OtherProcess.start("busy", folder, 6 * BYTES));
        }
        for (Process process : processes) {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.inputReader().readLine()).isEqualTo("as it should be");
            assertThat(process.exitValue()).isZero();
        }

        try (var cache = new FileCache(folder, 6 * BYTES)) {
            assertThat(cache.bytes()).isBetween(1L, 6L * BYTES);
        }
        assertThat(filesBelow("tenants")).isEmpty();
    }

    static void fill(Path draft) throws IOException {
        Files.write(draft, new byte[BYTES]);
    }

    private static void put(FileCache cache, String key) throws IOException {
        cache.lease(key, FileCacheTest::fill).close();
    }

    private void usedAt(String key, int second) throws IOException {
        Files.setLastModifiedTime(folder.resolve("entries").resolve(key), FileTime.from(second, TimeUnit.SECONDS));
    }

    private List<String> entries() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("entries"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private List<String> filesBelow(String part) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(part))) {
            return files.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }
}
