package io.scanloop.cli;

import java.time.Duration;

/** Says once that the server is waited for. */
final class WaitingNotice implements Retry.Listener {
    private final Console console;
    private boolean isSaid;

    WaitingNotice(Console console) {
        this.console = console;
    }

    @Override
    public synchronized void waiting(Problem problem, Duration wait) {
        if (!isSaid) {
            isSaid = true;
            console.say("waiting: " + problem.message());
        }
    }

    @Override
    public void answered() {}
}
