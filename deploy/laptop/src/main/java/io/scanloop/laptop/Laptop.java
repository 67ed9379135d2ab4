package io.scanloop.laptop;

import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The launcher: broker and store in this JVM, services as its children, all put away in order at the end. */
@Command(
        name = "run",
        description = {
            "Brings Scanloop up on this machine: a Kafka broker, an S3 store, services and workers, on 127.0.0.1 only."
                    + " Builds first what is not built. Ctrl-C stops everything; the data stay for the next start."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Laptop.Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  deploy/laptop/run",
            "  deploy/laptop/run --demo",
            "  deploy/laptop/run --demo --until model",
            "  deploy/laptop/run --data /data/brain-cohort --until model",
            "",
            "Another terminal: deploy/cli/scanloop studies list --project demo"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it was told to stop, or what it waited for is there",
            "1:it could not come up, or what it waited for will not come; the message says why",
            "2:wrong usage"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class Laptop implements Callable<Integer> {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    @Spec
    private CommandSpec command;

    @Mixin
    private Wish wish;

    @Option(
            names = "--data-folder",
            paramLabel = "DIR",
            description = "Where everything is kept between runs. Default: .scanloop/data in the checkout.")
    private @Nullable Path dataFolder;

    @Option(
            names = "--worker-threads",
            paramLabel = "N",
            description = "Threads that a worker computes with. Default: the machine's cores but one.")
    private @Nullable Integer workerThreads;

    /** Where {@code laptop.json} goes; tests set it so that they do not pose as the user's own laptop. */
    @Option(names = "--state-folder", hidden = true)
    private @Nullable Path stateFolder;

    /** Needs the property {@code scanloop.root}: the checkout. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Laptop()).setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr().println(failure instanceof LaptopException ? failure.getMessage() : failure.toString());
            line.getErr().flush();
            return 1;
        });
    }

    @Override
    public Integer call() {
        var root = Path.of(System.getProperty("scanloop.root", ""))
                .toAbsolutePath()
                .normalize();
        var state = stateFolder == null ? root.resolve(".scanloop") : stateFolder.toAbsolutePath();
        var folder = dataFolder == null ? state.resolve("data") : dataFolder.toAbsolutePath();
        wish.check();
        if (workerThreads != null && workerThreads < 1) {
            throw new ParameterException(
                    command.commandLine(), "--worker-threads must be 1 or more, got " + workerThreads);
        }
        try (var stop = StopSignal.listen();
                var data = DataFolder.claim(folder.normalize())) {
            LaptopLog.writeTo(data.log("laptop"));
            endLoudlyWithTheBroker(data);
            var isDone = run(new Installation(root), data, new StateFile(state), stop);
            say("stopped");
            return isDone ? 0 : 1;
        }
    }

    /** Whether what was waited for is there; true when nothing was. */
    private boolean run(Installation installation, DataFolder data, StateFile state, StopSignal stop) {
        var started = System.nanoTime();
        try (var backbone = Backbone.start(data)) {
            say("broker %s, store %s"
                    .formatted(backbone.bootstrapServers(), backbone.store().endpoint()));
            var threads = workerThreads == null ? Services.usualThreads() : workerThreads;
            var services = new Services(installation, data, backbone, threads);
            try (var running = RunningServices.start(services.list(), installation, data, Laptop::say)) {
                running.awaitReady(stop);
                if (stop.isRequested()) {
                    return !wish.hasGoal();
                }
                data.sayHeldBy(services.ingestUrl(), ProcessHandle.current().pid());
                state.announce(services.ingestUrl(), services.evalUrl());
                say("Scanloop is up at %s after %.1f s; data in %s; Ctrl-C stops it"
                        .formatted(services.ingestUrl(), (System.nanoTime() - started) / 1e9, data.path()));
                say("watch it at " + services.evalUrl());
                var isDone = new Feed(installation, services, stop, Laptop::say).bring(wish, data);
                if (!wish.hasGoal()) {
                    stop.requested().join();
                }
                say("stopping");
                return isDone || !wish.hasGoal();
            } finally {
                state.withdraw();
            }
        }
    }

    /** A broker that cannot write its log any more halts the JVM; the person should not have to guess why. */
    private static void endLoudlyWithTheBroker(DataFolder data) {
        Exit.setHaltProcedure((status, message) -> {
            System.err.printf(
                    "the broker gave up and the laptop ends with it (is the disk full?): see %s%n", data.log("laptop"));
            Runtime.getRuntime().halt(status);
        });
    }

    private static void say(String sentence) {
        System.out.println(LocalTime.now(ZoneId.systemDefault()).format(CLOCK) + "  " + sentence);
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Laptop.class.getPackage().getImplementationVersion();
            return new String[] {"scanloop laptop " + (version == null ? "(not packaged)" : version)};
        }
    }
}
