package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code scanloop}: what its subcommands share. */
@Command(
        name = "scanloop",
        description = "Sends scans and labels to Scanloop, and shows what the loop makes of them.",
        mixinStandardHelpOptions = true,
        versionProvider = Scanloop.Version.class,
        scope = ScopeType.INHERIT,
        sortOptions = false,
        abbreviateSynopsis = true,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  scanloop phantom cohort --patients 12 --seed 1",
            "  scanloop upload cohort",
            "  scanloop watch --project cohort",
            "  scanloop report --project cohort"
        })
final class Scanloop {
    private final Console console;

    @Option(
            names = "--server",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            order = 100,
            description =
                    "Address of the server. Default: SCANLOOP_URL, else the laptop started from this installation,"
                            + " else port 8080 of this machine.")
    private @Nullable String server;

    @Option(
            names = "--eval-server",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            order = 100,
            description =
                    "Address of eval-service, for what the loop makes. Default: SCANLOOP_EVAL_URL, else found beside the"
                            + " server: the laptop's, port 8081 beside port 8080, or the server's own address.")
    private @Nullable String evalServer;

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            order = 101,
            description = "Who does it, as others will read it. Default: your user name.")
    private @Nullable String actor;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            order = 102,
            description = "Print the result as one JSON document; messages go to standard error.")
    private boolean wantsJson;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            order = 103,
            description = "Show the stack trace of an error.")
    private boolean wantsTrace;

    Scanloop(Console console) {
        this.console = console;
    }

    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        System.exit(run(Console.system(), args));
    }

    /** Runs one command line; the exit code. */
    static int run(Console console, String... args) {
        return commandLine(console).execute(args);
    }

    static CommandLine commandLine(Console console) {
        var scanloop = new Scanloop(console);
        var studies = new CommandLine(new StudiesCommand(scanloop)).addSubcommand(new LabelsCommand(scanloop));
        var models = new CommandLine(new ModelsCommand(scanloop)).addSubcommand(new ExportCommand(scanloop));
        var commands = new CommandLine(scanloop)
                .addSubcommand(new UploadCommand(scanloop))
                .addSubcommand(new InspectCommand(scanloop))
                .addSubcommand(new ScoreCommand(scanloop))
                .addSubcommand(new CompareCommand(scanloop))
                .addSubcommand(new NetworkCommand(scanloop))
                .addSubcommand(new PresetsCommand(scanloop))
                .addSubcommand(new PlanCommand(scanloop))
                .addSubcommand(new TrialCommand(scanloop))
                .addSubcommand(new PhantomCommand(scanloop))
                .addSubcommand(new ProjectCommand(scanloop))
                .addSubcommand(studies)
                .addSubcommand(new EncodersCommand(scanloop))
                .addSubcommand(new RunsCommand(scanloop))
                .addSubcommand(models)
                .addSubcommand(new ReportCommand(scanloop))
                .addSubcommand(new MetricsCommand(scanloop))
                .addSubcommand(new WatchCommand(scanloop));
        var exitCodes = new LinkedHashMap<String, String>();
        for (var status : ExitStatus.values()) {
            exitCodes.put(" " + status.code(), status.meaning());
        }
        commands.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes);
        var color = console.terminal().hasColor() ? Ansi.ON : Ansi.OFF;
        return commands.setColorScheme(CommandLine.Help.defaultColorScheme(color))
                .setUsageHelpWidth(Math.min(Math.max(80, console.terminal().columns()), 110))
                .setOut(console.outWriter())
                .setErr(console.errWriter())
                .setExecutionExceptionHandler((failure, command, parsed) -> scanloop.explain(failure));
    }

    Console console() {
        return console;
    }

    boolean wantsJson() {
        return wantsJson;
    }

    /** Prints a result, as JSON or in words. */
    int show(JsonNode document, String words) {
        if (wantsJson) {
            console.print(document);
        } else {
            console.print(words);
        }
        return ExitStatus.OK.code();
    }

    /** Prints a result, as JSON or as lines with a remark below. */
    int show(JsonNode document, List<String> lines, String remark) {
        var exit = show(document, String.join("\n", lines));
        if (!wantsJson && !remark.isEmpty()) {
            console.say(remark);
        }
        return exit;
    }

    String actor() {
        return clean(actor == null ? System.getProperty("user.name", "") : actor);
    }

    /** A client of the server that the command line or the environment names. */
    ScanloopClient client(Retry retry) {
        var remedy = "start it, e.g. with deploy/laptop/run, or name another one with --server URL or SCANLOOP_URL";
        return new ScanloopClient(new HttpCalls(serverAddress(), actor(), remedy, retry));
    }

    /** A client of eval-service. */
    LoopClient loop(Retry retry) {
        var address = ServerAddress.findEval(evalServer, serverAddress(), System.getenv(), home());
        var remedy = "start it, e.g. with deploy/laptop/run, or name another one with --eval-server URL or "
                + ServerAddress.EVAL_VARIABLE;
        return new LoopClient(new HttpCalls(address, actor(), remedy, retry));
    }

    /** For short commands, which rather fail than wait. */
    LoopClient loop() {
        return loop(Retry.never());
    }

    private URI serverAddress() {
        return ServerAddress.find(server, System.getenv(), home());
    }

    private static Path home() {
        return Path.of(System.getProperty("scanloop.home", "."));
    }

    /** For short commands, which rather fail than wait. */
    ScanloopClient client() {
        return client(Retry.never());
    }

    private int explain(Exception failure) {
        if (wantsTrace) {
            console.trace(failure);
        }
        var known = failure instanceof ProblemException problem
                ? problem
                : new ProblemException(
                        ExitStatus.INTERNAL,
                        Problem.of(
                                "internal",
                                "this program failed: " + failure,
                                wantsTrace
                                        ? "report it with the trace above"
                                        : "run it again with --debug and report what it prints"));
        if (wantsJson) {
            console.print(Json.object().set("error", known.problem().toJson()));
        }
        console.say(known.problem());
        return known.exit().code();
    }

    /** @throws ProblemException when an option's value is not from 1 to {@code most} */
    static void requireWithin(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ProblemException(
                    ExitStatus.USAGE,
                    Problem.of(
                            "bad-option",
                            option + " is out of range",
                            "1 to " + most,
                            "" + value,
                            "choose another number"));
        }
    }

    /** A name that may stand in a header. */
    static String clean(String name) {
        var clean = name.strip().replaceAll("[^A-Za-z0-9@._+-]+", "-").replaceAll("^[^A-Za-z0-9]+|-+$", "");
        return clean.isEmpty() ? "local" : clean.substring(0, Math.min(64, clean.length()));
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Scanloop.class.getPackage().getImplementationVersion();
            return new String[] {"scanloop " + (version == null ? "(not packaged)" : version)};
        }
    }
}
