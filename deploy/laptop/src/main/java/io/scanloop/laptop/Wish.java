package io.scanloop.laptop;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the person wants done once the laptop is up. */
final class Wish {
    /** What can be waited for. */
    enum Goal {
        model
    }

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--demo", description = "Send a cohort of phantoms into the project \"demo\" once it is up.")
    private boolean wantsDemo;

    @Option(names = "--data", paramLabel = "DIR", description = "Send a folder of studies once it is up.")
    private @Nullable Path studies;

    @Option(
            names = "--until",
            paramLabel = "GOAL",
            description = "With --demo or --data: end with exit code 0 when that is there, its report printed;"
                    + " one of: ${COMPLETION-CANDIDATES} (a model version that has been judged).")
    private @Nullable Goal goal;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            description =
                    "With --demo or --data: what a project that is made trains with; several, joined by commas, are"
                            + " compared. Default: amae.")
    private @Nullable String method;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "With --demo or --data: the size of it. Default: tiny.")
    private @Nullable String preset;

    /** Refuses options that mean nothing together, before anything is started. */
    void check() {
        var feeds = wantsDemo || studies != null;
        require(feeds || goal == null, "--until", "has nothing to wait for without --demo or --data");
        require(feeds || method == null, "--method", "is for the project that --demo or --data makes");
        require(feeds || preset == null, "--preset", "is for the project that --demo or --data makes");
        require(
                goal == null || !wantsDemo || studies == null,
                "--until",
                "waits for one project: leave out one of --demo and --data");
        require(
                studies == null || Files.isDirectory(studies),
                "--data",
                "must name a folder of studies, got " + studies);
    }

    private void require(boolean holds, String option, String complaint) {
        if (!holds && command != null) {
            throw new ParameterException(command.commandLine(), option + " " + complaint);
        }
    }

    boolean wantsDemo() {
        return wantsDemo;
    }

    @Nullable
    Path studies() {
        return studies == null ? null : studies.toAbsolutePath();
    }

    /** Whether the laptop ends by itself. */
    boolean hasGoal() {
        return goal != null;
    }

    /** For the command that sends. */
    List<String> uploadOptions() {
        var options = new ArrayList<>(List.of("--at-once"));
        if (goal != null) {
            options.addAll(List.of("--until", goal.name()));
        }
        if (method != null) {
            options.addAll(List.of("--method", method));
        }
        if (preset != null) {
            options.addAll(List.of("--preset", preset));
        }
        return options;
    }
}
