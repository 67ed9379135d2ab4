package io.scanloop.workflow.dispatch;

import io.scanloop.events.TriggerVerdict;

/**
 * What a trigger says, and why.
 *
 * @param code why, stable, in words joined by hyphens
 * @param message why, for people
 * @param count how many it counted
 * @param threshold how many it needs
 */
record Verdict(TriggerVerdict verdict, String code, String message, int count, int threshold) {

    static Verdict due(String code, String message) {
        return new Verdict(TriggerVerdict.DUE, code, message, 0, 0);
    }

    static Verdict waiting(String code, String message) {
        return new Verdict(TriggerVerdict.WAITING, code, message, 0, 0);
    }

    static Verdict blocked(String code, String message) {
        return new Verdict(TriggerVerdict.BLOCKED, code, message, 0, 0);
    }

    Verdict counting(int count, int threshold) {
        return new Verdict(verdict, code, message, count, threshold);
    }

    boolean isBlocked() {
        return verdict == TriggerVerdict.BLOCKED;
    }

    boolean isDue() {
        return verdict == TriggerVerdict.DUE;
    }
}
