package io.scanloop.laptop;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static java.lang.ProcessBuilder.Redirect.INHERIT;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Brings studies to a laptop that is up, with the {@code scanloop} command, whose progress is shown. */
final class Feed {
    private static final String DEMO = "demo";

    private final Installation installation;
    private final String url;
    private final StopSignal stop;
    private final Consumer<String> say;

    Feed(Installation installation, String url, StopSignal stop, Consumer<String> say) {
        this.installation = installation;
        this.url = url;
        this.stop = stop;
        this.say = say;
    }

    /** Sends the phantom cohort; makes it first, the first time. */
    void demo(DataFolder data) {
        var folder = data.demoCohort();
        if (Files.exists(folder) || isMade(folder)) {
            upload(folder, "--project", DEMO);
        }
    }

    /** Whole or not at all, since a start may be stopped here. */
    private boolean isMade(Path folder) {
        var draft = folder.resolveSibling(folder.getFileName() + ".new");
        if (!hasDone(DISCARD, "phantom", draft.toString(), "--patients", "12", "--seed", "1", "--force")) {
            return false;
        }
        try {
            Files.move(draft, folder);
            return true;
        } catch (IOException e) {
            throw new LaptopException("cannot move the phantom cohort to " + folder, e);
        }
    }

    /** Sends a folder of studies. What is there already is not sent again. */
    void folder(Path folder) {
        upload(folder);
    }

    private void upload(Path folder, String... options) {
        var arguments = new ArrayList<>(List.of("upload", folder.toString()));
        arguments.addAll(List.of(options));
        if (hasDone(INHERIT, arguments.toArray(String[]::new))) {
            say.accept("what came in: %s, or in another terminal: deploy/cli/scanloop project list".formatted(url));
        } else if (!stop.isRequested()) {
            say.accept("not all studies of %s arrived; once mended, run: deploy/cli/scanloop %s"
                    .formatted(folder, String.join(" ", arguments)));
        }
    }

    private boolean hasDone(Redirect output, String... arguments) {
        if (stop.isRequested()) {
            return false;
        }
        var line = new ArrayList<String>();
        line.add(installation.command().toString());
        line.addAll(List.of(arguments));
        var builder = new ProcessBuilder(line)
                .directory(installation.root().toFile())
                .redirectOutput(output)
                .redirectError(INHERIT);
        builder.environment().put("SCANLOOP_URL", url);
        // relative, since the command takes its options apart at spaces, and a checkout's path may have some
        builder.environment().put("SCANLOOP_JAVA_OPTS", "-javaagent:" + Installation.PARENT_WATCH);
        var child = Children.start(builder);
        CompletableFuture.anyOf(child.onExit(), stop.requested()).join();
        child.destroy(); // nothing when it has ended
        return child.onExit().join().exitValue() == 0;
    }
}
