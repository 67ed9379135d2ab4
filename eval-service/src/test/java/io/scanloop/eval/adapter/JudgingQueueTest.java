package io.scanloop.eval.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scanloop.eval.HandWritten;
import io.scanloop.eval.judge.Judge;
import io.scanloop.eval.view.RunRecord;
import io.scanloop.events.RunKind;
import io.scanloop.events.StepKind;
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
    private volatile List<RunRecord> unjudged = List.of();
    private final JudgingQueue queue = new JudgingQueue(
            new JudgingQueue.Work() {
                @Override
                public Judge.Outcome judge(String project, String run, BooleanSupplier isOurs) {
                    tried.add(run);
                    var failure = failures.get(run);
                    if (failure != null) {
                        throw failure;
                    }
                    return Judge.Outcome.JUDGED;
                }

                @Override
                public List<RunRecord> unjudged() {
                    return unjudged;
                }
            },
            PAUSE);

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

    @Test
    void aSweepJudgesWhatIsOursAndGoesOnBehindALostObject() {
        unjudged = List.of(record("brain", 1), record("heart", 2), record("brain", 3));
        failures.put("r1", new LostObjectException("gone"));

        queue.sweep(project -> project.equals("brain"), () -> true);

        await().until(() -> tried.contains("r3"));
        assertThat(tried).containsExactly("r1", "r3");
        assertThat(ends).isEmpty();
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

    private static RunRecord record(String project, long number) {
        var started = HandWritten.started(
                project, number, RunKind.FINETUNE, HandWritten.phase("finetune", StepKind.FINETUNE, 1, 1));
        return new RunRecord(started, List.of(), List.of(), HandWritten.completed(project, number + 1, "r" + number));
    }
}
