package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.cli.Console.Terminal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    private final Screen screen = new Screen();

    @Test
    void countsWhatIsDoneAndWhatDidNotHaveToBeSent() {
        try (var progress = new Progress(screen.console(), "studies", 4, 1000)) {
            progress.sent(200);
            progress.settled(50);

            assertThat(progress.line()).startsWith("1 of 4 studies  25 %");
        }
    }

    @Test
    void bytesSentInVainDoNotCount() {
        try (var progress = new Progress(screen.console(), "studies", 4, 1000)) {
            progress.sent(200);
            progress.sent(-200);

            assertThat(progress.line()).isEqualTo("0 of 4 studies  0 %");
        }
    }

    @Test
    void saysOnceWhatItWaitsFor() {
        var problem = Problem.of("server-unreachable", "the server does not answer", "wait");
        try (var progress = new Progress(screen.console(), "studies", 4, 1000)) {
            progress.waiting(problem, Duration.ofSeconds(1));
            progress.waiting(problem, Duration.ofSeconds(2));
            progress.answered();
        }

        assertThat(screen.err()).isEqualTo("waiting: the server does not answer\nthe server answers again\n");
    }

    @Test
    void aTerminalHasOneLineThatIsTakenAwayAtTheEnd() {
        var terminal = new Screen(new Terminal(true, false, 60));

        var progress = new Progress(terminal.console(), "studies", 4, 0);
        while (terminal.err().isEmpty()) {
            Thread.onSpinWait();
        }
        terminal.console().say("a remark");
        progress.close();

        assertThat(terminal.err()).endsWith("0 of 4 studies\r\u001b[Ka remark\n0 of 4 studies\r\u001b[K");
    }

    @ParameterizedTest
    @CsvSource({"12,12 s", "600,10 min", "7200,2.0 h"})
    void namesTimes(double seconds, String text) {
        assertThat(Progress.time(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"999,999 B", "1500,1 kB", "167000000,167.0 MB", "1073741824,1.07 GB"})
    void namesSizes(long bytes, String text) {
        assertThat(Progress.size(bytes)).isEqualTo(text);
    }
}
