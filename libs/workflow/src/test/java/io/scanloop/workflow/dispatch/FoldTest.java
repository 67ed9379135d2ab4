package io.scanloop.workflow.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.events.Event;
import io.scanloop.events.RunCancelled;
import io.scanloop.events.RunCompleted;
import io.scanloop.events.RunDecision;
import io.scanloop.events.RunFailed;
import io.scanloop.events.RunStarted;
import io.scanloop.events.StepScheduled;
import io.scanloop.events.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever has read the same events has the same state, and decides the same. */
class FoldTest {
    private static final int HISTORIES_PER_SEED = 25;
    private static final int LENGTH = 200;

    static LongStream seeds() {
        return LongStream.range(0, 16);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRestartAtAnyOffsetInAnyOrderOfTopicsGivesTheSameStateAndDecisions(long seed) {
        inHistories(seed, chance -> {
            var history = new RandomHistory(chance);
            for (int length = 0; length < LENGTH; length++) {
                history.goOn();
                if (chance.nextInt(10) == 0) {
                    var project = history.project;
                    var restarted = project.folded(interleaved(project.log, chance));

                    assertThat(restarted).isEqualTo(project.state);
                    assertThat(project.dueIn(restarted)).isEqualTo(project.dueIn(project.state));
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatASecondDispatcherWritesTooLateChangesNothing(long seed) {
        inHistories(seed, chance -> {
            var history = new RandomHistory(chance);
            for (int length = 0; length < LENGTH; length++) {
                history.goOn();
            }
            var project = history.project;

            var log = new ArrayList<Event>();
            for (var event : project.log) {
                log.add(event);
                if (event instanceof RunDecision decision && chance.nextBoolean()) {
                    log.add(rival(decision));
                }
            }

            assertThat(project.folded(log)).isEqualTo(project.state);
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void decisionsAreNumberedWithoutGapsAndARunEndsOnce(long seed) {
        inHistories(seed, chance -> {
            var history = new RandomHistory(chance);
            for (int length = 0; length < LENGTH; length++) {
                history.goOn();
            }

            var decisions = history.project.events(RunDecision.class).toList();

            assertThat(decisions)
                    .extracting(RunDecision::number)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, decisions.size()).boxed().toList());
            assertThat(decisions.stream().filter(FoldTest::isEnd).map(RunDecision::run))
                    .doesNotHaveDuplicates();
            assertThat(decisions.stream().filter(RunStarted.class::isInstance).map(RunDecision::run))
                    .doesNotHaveDuplicates();
            var sendings = new HashMap<String, Integer>();
            history.project
                    .events(StepScheduled.class)
                    .forEach(step -> assertThat(sendings.merge(step.run() + "/" + step.step(), 1, Integer::sum))
                            .isEqualTo(step.sending()));
        });
    }

    @Test
    void historiesHoldEverythingThatIsEverDecided() {
        var kinds = new HashSet<Class<?>>();

        seeds().limit(4)
                .forEach(seed -> inHistories(seed, chance -> {
                    var history = new RandomHistory(chance);
                    for (int length = 0; length < LENGTH; length++) {
                        history.goOn();
                    }
                    history.project
                            .events(RunDecision.class)
                            .map(Object::getClass)
                            .forEach(kinds::add);
                }));

        assertThat(kinds).containsExactlyInAnyOrder(RunDecision.class.getPermittedSubclasses());
    }

    private static boolean isEnd(RunDecision decision) {
        return decision instanceof RunCompleted || decision instanceof RunFailed || decision instanceof RunCancelled;
    }

    /** A decision with the same number, as one would write that does not know that the number is taken. */
    private static RunDecision rival(RunDecision decision) {
        return new RunFailed(
                "run-failed/brain/" + decision.run(),
                decision.project(),
                decision.number(),
                decision.decidedAt(),
                decision.run(),
                null,
                "rival",
                "written too late");
    }

    private static void inHistories(long seed, Consumer<RandomGenerator> property) {
        for (int history = 0; history < HISTORIES_PER_SEED; history++) {
            property.accept(new SplittableRandom(seed * HISTORIES_PER_SEED + history));
        }
    }

    /** The same events in another order, each topic in its own. */
    private static List<Event> interleaved(List<Event> log, RandomGenerator chance) {
        Map<Topic, Deque<Event>> topics = new EnumMap<>(Topic.class);
        log.forEach(event -> topics.computeIfAbsent(event.topic(), topic -> new ArrayDeque<>())
                .add(event));
        var mixed = new ArrayList<Event>();
        while (!topics.isEmpty()) {
            var open = List.copyOf(topics.keySet());
            var topic = open.get(chance.nextInt(open.size()));
            var rest = topics.get(topic);
            for (int run = 1 + chance.nextInt(20); run > 0 && !rest.isEmpty(); run--) {
                mixed.add(rest.remove());
            }
            if (rest.isEmpty()) {
                topics.remove(topic);
            }
        }
        return mixed;
    }
}
