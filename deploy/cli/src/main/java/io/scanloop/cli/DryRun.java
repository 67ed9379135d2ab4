package io.scanloop.cli;

import io.scanloop.cli.StudyUpload.Plan;
import java.util.ArrayList;
import java.util.List;

/** Says what an upload would send. */
final class DryRun {
    private final Console console;
    private final StudyUpload upload;

    DryRun(Console console, StudyUpload upload) {
        this.console = console;
        this.upload = upload;
    }

    /**
     * Prints the result.
     *
     * @param projectExists else everything would be sent
     */
    ExitStatus show(Cohort cohort, boolean projectExists, boolean wantsJson) {
        var json = Json.object()
                .put("dryRun", true)
                .put("studies", cohort.studies().size());
        var toSend = json.putArray("toSend");
        var table = Table.of("study", "would send");
        var unchanged = 0;
        for (var study : cohort.studies()) {
            var plan = projectExists ? upload.plan(study) : Plan.ofUnknown(study);
            if (plan.isEmpty()) {
                unchanged++;
                continue;
            }
            List<String> parts = new ArrayList<>(plan.contrasts().keySet());
            if (plan.sendsLabels()) {
                parts.add("labels");
            }
            table.row(study.name(), String.join(", ", parts));
            var files = toSend.addObject().put("study", study.name()).putArray("parts");
            parts.forEach(files::add);
        }
        json.put("unchanged", unchanged);
        var refused = json.putArray("refused");
        cohort.refused()
                .forEach((study, problem) ->
                        refused.addObject().put("study", study).setAll(problem.toJson()));
        if (wantsJson) {
            console.print(json);
        } else {
            if (!toSend.isEmpty()) {
                table.lines().forEach(console::print);
            }
            console.print("%d to send, %d already there, %d refused; nothing was sent"
                    .formatted(toSend.size(), unchanged, refused.size()));
            cohort.refused().forEach((study, problem) -> console.say(study + ": " + problem.message()));
        }
        return cohort.refused().isEmpty() ? ExitStatus.OK : ExitStatus.REFUSED;
    }
}
