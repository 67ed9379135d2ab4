package io.scanloop.laptop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a process, with a stand-in for the services. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LauncherIT {
    private static final Map<String, String> PLAIN = Map.of();

    @TempDir
    Path root;

    @TempDir
    Path home;

    @BeforeEach
    void build() throws Exception {
        StandInService.installedIn(root);
    }

    @Test
    void saysWhereItIsAndStopsWithItsChildrenOnSigterm() throws Exception {
        try (var laptop = RunningLaptop.start(root, home, PLAIN)) {
            var url = laptop.url();
            var children = laptop.children();
            assertThat(home.resolve("laptop.json")).content().contains(url);

            laptop.stop();

            assertThat(laptop.output()).contains("stopped");
            assertThat(children).hasSize(4).noneMatch(ProcessHandle::isAlive);
            assertThat(laptop.output()).doesNotContain("Exception").doesNotContain("ended with exit code");
            assertThat(home.resolve("laptop.json")).doesNotExist();
        }
    }

    @Test
    void aSignalThatReachesAllAtOnceIsNoAlarm() throws Exception {
        try (var laptop = RunningLaptop.start(root, home, PLAIN)) {
            assertThat(laptop.url()).isNotEmpty();
            var children = laptop.children();

            children.forEach(ProcessHandle::destroy); // as Ctrl-C does on a terminal
            laptop.stop();

            assertThat(children).hasSize(4).noneMatch(ProcessHandle::isAlive);
            assertThat(laptop.output()).contains("stopped").doesNotContain("starts again");
        }
    }

    @Test
    void letsWorkersSaveBeforeServicesStop() throws Exception {
        try (var laptop = RunningLaptop.start(root, home, PLAIN)) {
            assertThat(laptop.url()).isNotEmpty();

            laptop.stop();

            var workersDone = Math.max(time("pretrain-worker", "done"), time("finetune-worker", "done"));
            assertThat(time("ingest-service", "told to stop")).isGreaterThanOrEqualTo(workersDone);
            assertThat(time("eval-service", "told to stop")).isGreaterThanOrEqualTo(workersDone);
        }
    }

    private long time(String service, String what) throws IOException {
        var line = Pattern.compile(what + " at (\\d+)")
                .matcher(Files.readString(home.resolve("data/logs").resolve(service + ".log")));
        assertThat(line.find()).as("%s of %s", what, service).isTrue();
        return Long.parseLong(line.group(1));
    }

    @Test
    void leavesOtherLaptopsAlone() throws Exception {
        var elsewhere = Files.createDirectories(home.resolve("elsewhere"));
        try (var first = RunningLaptop.start(root, home, PLAIN)) {
            var url = first.url();

            try (var same = RunningLaptop.start(root, home, PLAIN);
                    var other = RunningLaptop.start(root, elsewhere, PLAIN)) {
                assertThat(same.exit()).isEqualTo(1);
                assertThat(same.output()).contains("held by another laptop, at " + url);
                assertThat(other.url()).isNotEqualTo(url);
            }
        }
    }
}
