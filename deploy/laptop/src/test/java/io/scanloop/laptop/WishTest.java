package io.scanloop.laptop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the launcher refuses before it starts anything. */
class WishTest {
    @TempDir
    Path folder;

    private final StringWriter said = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--until model | --until has nothing to wait for without --demo or --data",
                "--method amae | --method is for the project that --demo or --data makes",
                "--preset tiny | --preset is for the project that --demo or --data makes",
                "--demo --until lunch | model",
                "--data /no/such/folder | --data must name a folder of studies, got /no/such/folder",
                "--worker-threads 0 | --worker-threads must be 1 or more, got 0"
            })
    void optionsThatMeanNothingAreUsageErrors(String options, String complaint) {
        assertThat(run(options.split(" "))).isEqualTo(2);
        assertThat(said.toString()).contains(complaint);
    }

    @Test
    void oneGoalIsOfOneProject() {
        assertThat(run("--demo", "--data", folder.toString(), "--until", "model"))
                .isEqualTo(2);
        assertThat(said.toString()).contains("leave out one of --demo and --data");
    }

    private int run(String... options) {
        return Laptop.commandLine().setErr(new PrintWriter(said)).execute(options);
    }
}
