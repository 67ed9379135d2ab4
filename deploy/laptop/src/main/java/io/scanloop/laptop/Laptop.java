package io.scanloop.laptop;

import java.nio.file.Files;
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
import picocli.CommandLine.Option;

/** The launcher: broker and store in this JVM, services as its children, all put away in order at the end. */
@Command(
        name = "run",
        description = {
            "Brings Scanloop up on this machine: a Kafka broker, an S3 store, and the services, on 127.0.0.1 only."
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
            "  deploy/laptop/run --data /data/brain-cohort",
            "",
            "Another terminal: deploy/cli/scanloop studies list --project demo"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it was told to stop", "1:it could not come up; the message says why", "2:wrong usage"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class Laptop implements Callable<Integer> {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    @Option(names = "--demo", description = "Send a cohort of phantoms into the project \"demo\" once it is up.")
    private boolean wantsDemo;

    @Option(names = "--data", paramLabel = "DIR", description = "Send a folder of studies once it is up.")
    private @Nullable Path studies;

    @Option(
            names = "--data-folder",
            paramLabel = "DIR",
            description = "Where everything is kept between runs. Default: .scanloop/data in the checkout.")
    private @Nullable Path dataFolder;

    /** Where {@code laptop.json} goes; tests set it so that they do not pose as the user's own laptop. */
    @Option(names = "--state-folder", hidden = true)
    private @Nullable Path stateFolder;

    /** Needs the property {@code scanloop.root}: the checkout. */
    public static void main(String[] arguments) {
        var command = new CommandLine(new Laptop());
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr().println(failure instanceof LaptopException ? failure.getMessage() : failure.toString());
            line.getErr().flush();
            return 1;
        });
        System.exit(command.execute(arguments));
    }

    @Override
    public Integer call() {
        var root = Path.of(System.getProperty("scanloop.root", ""))
                .toAbsolutePath()
                .normalize();
        var state = stateFolder == null ? root.resolve(".scanloop") : stateFolder.toAbsolutePath();
        var folder = dataFolder == null ? state.resolve("data") : dataFolder.toAbsolutePath();
        if (studies != null && !Files.isDirectory(studies)) {
            throw new LaptopException("--data must name a folder of studies, got " + studies);
        }
        try (var stop = StopSignal.listen();
                var data = DataFolder.claim(folder.normalize())) {
            LaptopLog.writeTo(data.log("laptop"));
            endLoudlyWithTheBroker(data);
            run(new Installation(root), data, new StateFile(state), stop);
            say("stopped");
        }
        return 0;
    }

    private void run(Installation installation, DataFolder data, StateFile state, StopSignal stop) {
        var started = System.nanoTime();
        try (var backbone = Backbone.start(data)) {
            say("broker %s, store %s"
                    .formatted(backbone.bootstrapServers(), backbone.store().endpoint()));
            var services = new Services(installation, data, backbone).list();
            var url = services.get(0).url();
            try (var running = RunningServices.start(services, installation, data, Laptop::say)) {
                running.awaitReady(stop);
                if (stop.isRequested()) {
                    return;
                }
                data.sayHeldBy(url, ProcessHandle.current().pid());
                state.announce(url);
                say("Scanloop is up at %s after %.1f s; data in %s; Ctrl-C stops it"
                        .formatted(url, (System.nanoTime() - started) / 1e9, data.path()));
                feed(new Feed(installation, url, stop, Laptop::say), data);
                stop.requested().join();
                say("stopping");
            } finally {
                state.withdraw();
            }
        }
    }

    private void feed(Feed feed, DataFolder data) {
        if (wantsDemo) {
            feed.demo(data);
        }
        if (studies != null) {
            feed.folder(studies.toAbsolutePath());
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
