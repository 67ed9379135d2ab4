package io.scanloop.eval.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scanloop.eval.judge.Judge;
import io.scanloop.storage.LostObjectException;
import io.scanloop.storage.ObjectStoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JudgingQueueTest {
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final List<String> tried = new CopyOnWriteArrayList<>();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final Map<String, RuntimeException> failures = new ConcurrentHashMap<>();
    private final JudgingQueue queue = new JudgingQueue(this::judge, PAUSE);

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void aServiceThatEndsLeavesItsRunToTheNext() {
        failures.put("r1", new ObjectStoreException("the store is away"));
        add("r1");
        add("r2");
        await().until(() -> tried.size() > 3);

        queue.close();
        add("r3");

        assertThat(ends).isEmpty();
        assertThat(tried).containsOnly("r1");
    }

    @Test
    void aStoreThatComesBackIsWaitedFor() {
        failures.put("r1", new ObjectStoreException("the store is away"));
        add("r1");
        await().until(() -> tried.size() > 7);

        failures.clear();

        await().until(() -> ends.equals(List.of("r1 settled")));
    }

    @Test
    void aLostObjectSetsItsRunAsideAtOnceAndTheNextIsJudged() {
        failures.put("r1", new LostObjectException("gone"));
        add("r1");
        add("r2");

        await().until(() -> ends.size() == 2);

        assertThat(ends).containsExactly("r1 set aside", "r2 settled");
        assertThat(tried).containsExactly("r1", "r2");
    }

    @Test
    void aFaultOfOursGetsAFewTries() {
        failures.put("r1", new IllegalStateException("ours"));
        add("r1");

        await().until(() -> !ends.isEmpty());

        assertThat(ends).containsExactly("r1 set aside");
        assertThat(tried).hasSize(5);
    }

    private Judge.Outcome judge(String project, String run, BooleanSupplier isOurs) {
        tried.add(run);
        var failure = failures.get(run);
        if (failure != null) {
            throw failure;
        }
        return Judge.Outcome.JUDGED;
    }

    private void add(String run) {
        queue.add("brain", run, () -> true, new JudgingQueue.End() {
            @Override
            public void settled() {
                ends.add(run + " settled");
            }

            @Override
            public void setAside(RuntimeException cause) {
                ends.add(run + " set aside");
            }
        });
    }
}
