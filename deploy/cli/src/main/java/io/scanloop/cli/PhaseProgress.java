package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How far one phase of a run is.
 *
 * @param name of the phase
 * @param done iterations, or studies where it predicts
 * @param total of them, 0 when unknown
 * @param share from 0 to 1
 * @param hasWorker whether one is at work on it
 * @param loss the last one
 * @param dice the last one on the validation side
 */
record PhaseProgress(
        String name, long done, long total, double share, boolean hasWorker, OptionalDouble loss, OptionalDouble dice) {

    /**
     * As seen from the run and from its curves, whichever know more.
     *
     * @param phase of the run, as eval-service shows it
     */
    static PhaseProgress of(JsonNode phase, Curves curves) {
        var name = phase.path("phase").asText();
        var total = phase.path("iterations").asLong(0);
        var steps = Math.max(1, phase.path("steps").asDouble(1));
        var current = phase.path("current");
        var share = Math.min(
                1,
                (phase.path("completed").asDouble() + current.path("progress").asDouble()) / steps);
        var measured = Math.min(curves.iteration(name), total);
        var done = Math.max(measured, Math.round(share * total));
        return new PhaseProgress(
                name,
                done,
                total,
                total > 0 ? Math.max(share, (double) done / total) : share,
                current.hasNonNull("worker"),
                curves.latest(name + "/loss"),
                name.equals("finetune") ? curves.latest("validation/dice") : OptionalDouble.empty());
    }

    boolean isPrediction() {
        return name.equals("predict");
    }

    /**
     * One line while it is at work: {@code pre-training  240/400  loss 0.71  12 it/s  about 1:20 left}.
     *
     * @param perSecond iterations, 0 while unknown
     */
    String line(double perSecond) {
        var line = new StringBuilder(Words.phase(name)).append("  ").append(count());
        if (!hasWorker) {
            line.append("  waiting for a worker");
        }
        loss.ifPresent(value -> line.append("  loss ").append(number(value)));
        dice.ifPresent(value -> line.append("  validation Dice ").append(number(value)));
        if (perSecond > 0 && total > 0) {
            if (!isPrediction()) {
                line.append("  ").append(rate(perSecond));
            }
            line.append("  about ")
                    .append(Words.clock((total - done) / perSecond))
                    .append(" left");
        }
        return line.toString();
    }

    /** One line when it is over. */
    String farewell(double seconds) {
        var line = new StringBuilder(Words.phase(name)).append(" done");
        if (total > 0) {
            line.append(": ").append(total).append(isPrediction() ? " studies" : " iterations");
        }
        if (seconds >= 1) {
            line.append(" in ").append(Words.clock(seconds));
        }
        loss.ifPresent(value -> line.append(", loss ").append(number(value)));
        dice.ifPresent(value -> line.append(", validation Dice ").append(number(value)));
        return line.toString();
    }

    private String count() {
        return total > 0 ? done + "/" + total : Math.round(100 * share) + " %";
    }

    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 9.95 ? "%.1f it/s" : "%.0f it/s", perSecond);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 0.01 && value != 0 ? "%.1e" : "%.3f", value);
    }
}
