package io.scanloop.laptop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    Path folder;

    private Path log;

    @BeforeEach
    void name() {
        log = folder.resolve("ingest-service.log");
    }

    @Test
    void showsItsLastLines() throws Exception {
        Files.writeString(
                log, IntStream.range(0, 100).mapToObj(i -> "line " + i).collect(Collectors.joining("\n")));

        assertThat(LogFile.end(log, 2)).isEqualTo("  line 98\n  line 99");
    }

    @Test
    void givesWhatCameSinceAMoment() throws Exception {
        Files.writeString(log, "old\n");
        var begin = LogFile.size(log);
        Files.writeString(log, "new\n", StandardOpenOption.APPEND);

        assertThat(LogFile.since(log, begin)).isEqualTo("new\n");
        assertThat(LogFile.since(folder.resolve("none"), 0)).isEmpty();
    }

    @Test
    void saysSoWhenThereIsNone() {
        assertThat(LogFile.end(log, 2)).contains("cannot be read");
    }

    @Test
    void isSetAsideWhenItHasGrownLarge() throws Exception {
        Files.write(log, new byte[11 << 20]);

        assertThat(LogFile.rotated(log)).isEqualTo(log).doesNotExist();
        assertThat(folder.resolve("ingest-service.log.1")).hasSize(11 << 20);
    }
}
