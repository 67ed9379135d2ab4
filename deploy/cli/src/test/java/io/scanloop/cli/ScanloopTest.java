package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.cli.Console.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanloopTest {
    private final Screen screen = new Screen();

    @Test
    void itsHelpShowsTheCommandsTheExitCodesAndExamples() {
        var exit = screen.run("--help");

        assertThat(exit).isZero();
        assertThat(screen.out())
                .contains("Usage: scanloop [OPTIONS] COMMAND")
                .contains("  upload ", "  inspect ", "  score ", "  compare ", "  phantom ", "  project ", "  studies ")
                .contains("  runs ", "  models ", "  report ", "  metrics ", "  watch ")
                .contains("   4    the server does not answer")
                .contains("scanloop upload cohort");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "upload",
                "inspect",
                "score",
                "compare",
                "phantom",
                "project list",
                "project show",
                "project put",
                "project init",
                "studies list",
                "studies show",
                "studies quarantine",
                "studies labels list",
                "studies labels accept",
                "studies labels withdraw",
                "runs list",
                "runs show",
                "runs start",
                "runs cancel",
                "models list",
                "models show",
                "report",
                "metrics",
                "watch"
            })
    void everyCommandHasHelpWithAnExampleAndTakesTheCommonOptions(String command) {
        var exit = screen.run((Object[]) (command + " --help").split(" "));

        assertThat(exit).isZero();
        assertThat(screen.out())
                .contains("Usage: scanloop " + command)
                .contains("Examples:", "  scanloop " + command)
                .contains("--server=URL", "--eval-server=URL", "--actor=NAME", "--json", "--debug");
    }

    @Test
    void aCommandLineThatIsNotUnderstoodIsAUsageError() {
        var exit = screen.run("upload");

        assertThat(exit).isEqualTo(ExitStatus.USAGE.code());
        assertThat(screen.err()).contains("Missing required parameter: 'DIR'");
        assertThat(screen.out()).isEmpty();
    }

    @Test
    void aMistypedCommandIsToldTheRightOne() {
        var exit = screen.run("uplaod");

        assertThat(exit).isEqualTo(ExitStatus.USAGE.code());
        assertThat(screen.err()).contains("upload");
    }

    @Test
    void anErrorSaysWhatWasExpectedWhatCameAndWhatToDo() {
        var exit = screen.run("upload", "/no/such/folder");

        assertThat(exit).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err())
                .contains("scanloop: /no/such/folder holds no studies", "  expected ", "  came ", "  do ")
                .doesNotContain("\tat ");
    }

    @Test
    void debugShowsWhereAnErrorCameFrom() {
        screen.run("upload", "/no/such/folder", "--debug");

        assertThat(screen.err()).contains("\tat io.scanloop.cli");
    }

    @Test
    void anErrorIsADocumentWhenJsonIsAskedFor() {
        screen.run("--json", "upload", "/no/such/folder");

        assertThat(screen.json().path("error").path("code").asText()).isEqualTo("not-a-cohort");
    }

    @Test
    void colourIsForTerminalsOnly() {
        var terminal = new Screen(new Terminal(true, true, 80));

        terminal.run("upload", "/no/such/folder");
        screen.run("upload", "/no/such/folder");

        assertThat(terminal.err()).contains("\u001b[31m");
        assertThat(screen.err()).doesNotContain("\u001b");
    }
}
