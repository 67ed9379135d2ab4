package io.scanloop.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scanloop watch}: the loop at work, until it has made a model. */
@Command(
        name = "watch",
        description = {
            "Shows what the loop makes of a project until a model version has been judged, and prints its report. A"
                    + " model that is judged already is shown at once.",
            "Ends with an error when a run failed, or when no run will start by itself; the message says why."
        },
        footer = "  scanloop watch --project liver")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class WatchCommand implements Callable<Integer> {
    private final Scanloop scanloop;

    @Option(names = "--project", paramLabel = "NAME", required = true, description = "The project.")
    private String project;

    @Option(
            names = "--retry-for",
            paramLabel = "TIME",
            defaultValue = "2m",
            converter = DurationConverter.class,
            description = "How long to try again while the server is away. Default: 2m.")
    private Duration retryFor;

    WatchCommand(Scanloop scanloop) {
        this.scanloop = scanloop;
    }

    @Override
    public Integer call() {
        var client = scanloop.loop(Retry.patient(retryFor, new WaitingNotice(scanloop.console())));
        var watch = new LoopWatch(client, scanloop.console(), project, Retry.Clock.SYSTEM);
        return ReportCommand.show(scanloop, client, watch.untilJudged());
    }
}
