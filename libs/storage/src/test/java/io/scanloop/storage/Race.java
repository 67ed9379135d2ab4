package io.scanloop.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;

/** Many who do the same at the same moment. */
final class Race {
    private static final int RACERS = 16;

    private Race() {}

    interface Racer {
        boolean run(int number) throws Exception;
    }

    /** Runs sixteen at once; what each came to, in their order. */
    static List<Boolean> race(Racer racer) throws Exception {
        var barrier = new CyclicBarrier(RACERS);
        var threads = Executors.newFixedThreadPool(RACERS);
        try {
            var runs = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < RACERS; i++) {
                int number = i;
                runs.add(() -> {
                    barrier.await();
                    return racer.run(number);
                });
            }
            var results = new ArrayList<Boolean>();
            for (var result : threads.invokeAll(runs)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
