package io.scanloop.workflow.step;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.StepReady;
import io.scanloop.storage.ObjectStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Work that lasts until it is let go, and whose effect is one manifest, as that of real work. */
final class FencedWork implements StepWork {
    private static final long LOOK_MILLIS = 20;

    private final ObjectStore store;
    private final CountDownLatch letGo;
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final List<Cancellation.Cause> causes = new CopyOnWriteArrayList<>();

    private FencedWork(ObjectStore store, CountDownLatch letGo) {
        this.store = store;
        this.letGo = letGo;
    }

    static FencedWork quick(ObjectStore store) {
        return new FencedWork(store, new CountDownLatch(0));
    }

    static FencedWork untilLetGo(ObjectStore store) {
        return new FencedWork(store, new CountDownLatch(1));
    }

    void letGo() {
        letGo.countDown();
    }

    /** The steps that were begun, as {@code run/step}. */
    List<String> begun() {
        return begun;
    }

    List<Cancellation.Cause> causes() {
        return causes;
    }

    @Override
    public StepOutcome run(StepReady step, String attempt, Progress progress, Cancellation cancellation)
            throws InterruptedException {
        begun.add(step.run() + "/" + step.step());
        var key = "manifests/" + step.run() + "/" + step.step();
        var standing = store.get(key);
        if (standing.isPresent()) {
            return completed(key, standing.get().bytes());
        }
        while (!letGo.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            progress.at(0.5);
            var cause = cancellation.cause();
            if (cause.isPresent()) {
                causes.add(cause.get());
                return new StepOutcome.Interrupted(Steps.REF, step.order().firstIteration() + 40, "asked to stop");
            }
        }
        store.putIfAbsent(key, attempt.getBytes(UTF_8));
        return completed(key, store.get(key).orElseThrow().bytes());
    }

    private static StepOutcome completed(String key, byte[] winner) {
        return new StepOutcome.Completed(
                new ObjectRef(key, "0".repeat(64), winner.length), new String(winner, UTF_8), 0.1);
    }
}
