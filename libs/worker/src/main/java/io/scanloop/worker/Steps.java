package io.scanloop.worker;

import io.scanloop.events.FailureKind;
import io.scanloop.events.StepKind;
import io.scanloop.learning.method.Method;
import io.scanloop.learning.method.Methods;
import io.scanloop.learning.training.NotFiniteException;
import io.scanloop.learning.weights.InvalidWeightsException;
import io.scanloop.storage.LostObjectException;
import io.scanloop.storage.ObjectStore;
import io.scanloop.worker.cache.FileCache;
import io.scanloop.worker.cache.UnusableObjectException;
import io.scanloop.workflow.step.StepFailure;
import io.scanloop.workflow.step.StepOutcome;
import io.scanloop.workflow.step.StepWork;
import java.io.IOException;
import java.time.Clock;
import java.util.function.Function;

/** The work of a worker on each kind of step. Holds the worker's place in the cache until it is closed. */
public final class Steps implements AutoCloseable {
    private final FileCache cache;
    private final Workplace place;

    private Steps(FileCache cache, Workplace place) {
        this.cache = cache;
        this.place = place;
    }

    /**
     * Opens the cache; networks and their native library are loaded by the first step.
     *
     * @param store stays the caller's
     */
    public static Steps open(ObjectStore store, WorkerSettings settings) throws IOException {
        return open(store, settings, Methods::named, Clock.systemUTC());
    }

    static Steps open(ObjectStore store, WorkerSettings settings, Function<String, Method> methods, Clock clock)
            throws IOException {
        var cache = new FileCache(settings.cache(), settings.cacheBytes());
        return new Steps(cache, new Workplace(store, cache, methods, settings, clock));
    }

    /** The work on steps of a kind. */
    public StepWork of(StepKind kind) {
        return switch (kind) {
            case PRETRAIN -> telling(new PretrainStep(place));
            case FINETUNE -> telling(new FinetuneStep(place));
            case EVALUATE -> telling(new PredictStep(place));
        };
    }

    /** Says of failures that trying again would not help; all others are the world's. */
    private static StepWork telling(StepWork work) {
        return (step, attempt, progress, cancellation) -> {
            try {
                return work.run(step, attempt, progress, cancellation);
            } catch (NotFiniteException e) {
                throw permanent("not-finite", e);
            } catch (UnusableObjectException | LostObjectException e) {
                throw permanent("unusable-object", e);
            } catch (InvalidWeightsException e) {
                throw permanent("invalid-weights", e);
            }
        };
    }

    private static StepFailure permanent(String code, Exception cause) {
        return new StepFailure(
                StepOutcome.Failed.of(FailureKind.PERMANENT, code, String.valueOf(cause.getMessage())), cause);
    }

    @Override
    public void close() throws IOException {
        cache.close();
    }
}
