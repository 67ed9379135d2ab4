package io.scanloop.trials;

import io.scanloop.bench.rig.Child;
import io.scanloop.bench.rig.Rig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;

/**
 * Kills the processes of a rig at random moments of an upload: some milliseconds after a request chosen at random
 * begins. Each comes back at once, and may be killed again before it serves.
 */
final class Reaper {
    private static final int LONGEST_DELAY_MILLIS = 400;
    private final Semaphore begunRequests = new Semaphore(0);
    private final List<Strike> strikes = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "reaper");

    /** Kill this one, so many requests after the strike before and so many milliseconds later. */
    private record Strike(Child victim, int requests, int delayMillis) {}

    /**
     * Plans the kills.
     *
     * @param requests how many the upload will make at least
     * @param kills how many of these processes die, in turns
     */
    Reaper(Rig rig, int requests, int kills, long seed) {
        var random = new Random(seed);
        var victims = new ArrayList<Child>();
        for (int i = 0; i < kills; i++) {
            victims.add(rig.children().get(i % rig.children().size()));
        }
        Collections.shuffle(victims, random);
        int[] moments = random.ints(kills, 1, requests * 9 / 10).sorted().toArray();
        int last = 0;
        for (int i = 0; i < kills; i++) {
            strikes.add(new Strike(victims.get(i), moments[i] - last, random.nextInt(LONGEST_DELAY_MILLIS)));
            last = moments[i];
        }
    }

    void start() {
        thread.start();
    }

    /** A request begins. */
    void requestBegins() {
        begunRequests.release();
    }

    /** Waits until all kills have been done. */
    void join() throws InterruptedException {
        thread.join();
    }

    private void run() {
        try {
            for (var strike : strikes) {
                begunRequests.acquire(strike.requests());
                Thread.sleep(strike.delayMillis());
                strike.victim().killAndRestart();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
