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

    /** Enough that each side of the split has patients to speak of: 14 to learn from, 2 to choose by, 4 to judge on. */
    private static final String DEMO_PATIENTS = "20";

    private final Installation installation;
    private final Services services;
    private final StopSignal stop;
    private final Consumer<String> say;

    Feed(Installation installation, Services services, StopSignal stop, Consumer<String> say) {
        this.installation = installation;
        this.services = services;
        this.stop = stop;
        this.say = say;
    }

    /** Sends what is wished for, and waits for the goal; whether all is there. */
    boolean bring(Wish wish, DataFolder data) {
        var isDone = true;
        if (wish.wantsDemo()) {
            var folder = data.demoCohort();
            isDone = (Files.exists(folder) || isMade(folder)) && upload(wish, folder, "--project", DEMO);
        }
        var studies = wish.studies();
        return studies == null ? isDone : upload(wish, studies) && isDone;
    }

    /** Whole or not at all, since a start may be stopped here. */
    private boolean isMade(Path folder) {
        var draft = folder.resolveSibling(folder.getFileName() + ".new");
        if (!hasDone(DISCARD, "phantom", draft.toString(), "--patients", DEMO_PATIENTS, "--seed", "1", "--force")) {
            return false;
        }
        try {
            Files.move(draft, folder);
            return true;
        } catch (IOException e) {
            throw new LaptopException("cannot move the phantom cohort to " + folder, e);
        }
    }

    /** What is there already is not sent again. */
    private boolean upload(Wish wish, Path folder, String... options) {
        var arguments = new ArrayList<>(List.of("upload", folder.toString()));
        arguments.addAll(List.of(options));
        var again = String.join(" ", arguments);
        arguments.addAll(wish.uploadOptions());
        var isDone = hasDone(INHERIT, arguments.toArray(String[]::new));
        if (isDone && !wish.hasGoal()) {
            say.accept("what becomes of it: %s, or in another terminal: deploy/cli/scanloop project list"
                    .formatted(services.evalUrl()));
        } else if (!isDone && !stop.isRequested()) {
            say.accept(
                    wish.hasGoal()
                            ? "no model came of %s; the message above says why".formatted(folder)
                            : "not all studies of %s arrived; once mended, run: deploy/cli/scanloop %s"
                                    .formatted(folder, again));
        }
        return isDone;
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
        builder.environment().put("SCANLOOP_URL", services.ingestUrl());
        builder.environment().put("SCANLOOP_EVAL_URL", services.evalUrl());
        // relative, since the command takes its options apart at spaces, and a checkout's path may have some
        builder.environment().put("SCANLOOP_JAVA_OPTS", "-javaagent:" + Installation.PARENT_WATCH);
        var child = Children.start(builder);
        CompletableFuture.anyOf(child.onExit(), stop.requested()).join();
        child.destroy(); // nothing when it has ended
        return child.onExit().join().exitValue() == 0;
    }
}
