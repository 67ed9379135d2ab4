package io.scanloop.eval.judge;

import io.scanloop.events.GateVerdict;
import io.scanloop.events.Reason;
import io.scanloop.events.Split;
import io.scanloop.storage.layout.Gate;
import io.scanloop.storage.layout.ProjectConfiguration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who becomes the first champion of a generation: whoever passes the project's floor. Against a standing champion a model
 * would have to win a paired test on the same panel, which this version does not make: it keeps the champion and says so.
 */
final class FirstChampionGate {
    private FirstChampionGate() {}

    /**
     * A verdict.
     *
     * @param reasons why; empty for a promotion
     */
    record Decision(GateVerdict verdict, List<Reason> reasons) {}

    /**
     * Decides on a model.
     *
     * @param dice mean foreground Dice; null when undefined
     * @param patients test patients that were scored
     * @param unscored test studies whose mask could not be scored, with the reason
     * @param champion the champion of the generation; null when there is none
     */
    static Decision decide(
            ProjectConfiguration configuration,
            @Nullable Double dice,
            int patients,
            List<Reason> unscored,
            @Nullable String champion) {
        if (!unscored.isEmpty()) {
            return new Decision(GateVerdict.UNDECIDABLE, unscored);
        }
        int needed = configuration.minimumPatients().getOrDefault(Split.TEST, 1);
        if (patients < needed || dice == null) {
            return undecidable(
                    "too-few-patients",
                    "expected at least %d labelled test patients with a defined score, got %d: label more of them"
                            .formatted(Math.max(1, needed), patients));
        }
        if (champion != null) {
            return undecidable(
                    "no-paired-test",
                    "expected a paired test against the champion %s on the same panel, which this version does not make: the champion stays"
                            .formatted(champion));
        }
        var gate = configuration.gate();
        if (dice < gate.floor()) {
            return new Decision(
                    GateVerdict.REJECTED,
                    List.of(new Reason(
                            "below-floor",
                            null,
                            "expected a mean foreground Dice of at least %.3f, got %.3f: train longer or on more patients"
                                    .formatted(gate.floor(), dice))));
        }
        if (gate.approval() == Gate.Approval.MANUAL) {
            return undecidable(
                    "approval-awaited", "expected the approval of a person, which the project asks for, got none yet");
        }
        return new Decision(GateVerdict.PROMOTED, List.of());
    }

    private static Decision undecidable(String code, String message) {
        return new Decision(GateVerdict.UNDECIDABLE, List.of(new Reason(code, null, message)));
    }
}
