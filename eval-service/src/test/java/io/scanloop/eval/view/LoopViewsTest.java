package io.scanloop.eval.view;

import static io.scanloop.eval.HandWritten.accepted;
import static io.scanloop.eval.HandWritten.assigned;
import static io.scanloop.eval.HandWritten.cancelled;
import static io.scanloop.eval.HandWritten.claimed;
import static io.scanloop.eval.HandWritten.committed;
import static io.scanloop.eval.HandWritten.completed;
import static io.scanloop.eval.HandWritten.configured;
import static io.scanloop.eval.HandWritten.failed;
import static io.scanloop.eval.HandWritten.judged;
import static io.scanloop.eval.HandWritten.phase;
import static io.scanloop.eval.HandWritten.promoted;
import static io.scanloop.eval.HandWritten.registered;
import static io.scanloop.eval.HandWritten.scheduled;
import static io.scanloop.eval.HandWritten.seen;
import static io.scanloop.eval.HandWritten.started;
import static io.scanloop.eval.HandWritten.stored;
import static io.scanloop.eval.HandWritten.triggered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.eval.HandWritten;
import io.scanloop.eval.RefusedException;
import io.scanloop.events.Event;
import io.scanloop.events.GateVerdict;
import io.scanloop.events.PlannedPhase;
import io.scanloop.events.RunKind;
import io.scanloop.events.Split;
import io.scanloop.events.StepKind;
import io.scanloop.events.Trigger;
import io.scanloop.events.TriggerVerdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopViewsTest {
    private static final PlannedPhase[] PLAN = {
        phase("pretrain", StepKind.PRETRAIN, 10, 100),
        phase("finetune", StepKind.FINETUNE, 10, 100, "pretrain"),
        phase("predict", StepKind.EVALUATE, 1, 5, "finetune")
    };

    @Test
    void aRunShowsWhatIsAtWorkAndHowFarItIs() {
        var views = after(
                configured("brain"),
                started("brain", 1, RunKind.CYCLE, PLAN),
                scheduled("brain", 2, "r1", "pretrain-0", StepKind.PRETRAIN),
                committed("brain", "r1", "pretrain-0", StepKind.PRETRAIN, "a1", HandWritten.SOMETHING),
                scheduled("brain", 3, "r1", "pretrain-1", StepKind.PRETRAIN),
                claimed("brain", "r1", "pretrain-1", StepKind.PRETRAIN, "a2"),
                seen("brain", "r1", "pretrain-1", 0.5));

        var run = views.run("brain", "r1");

        assertThat(run.state()).isEqualTo(RunView.State.RUNNING);
        assertThat(run.phases().get(0))
                .isEqualTo(
                        new RunView.Phase("pretrain", 10, 1, 1000, new RunView.Current("pretrain-1", 0.5, "worker-1")));
        assertThat(run.phases().get(1).current()).isNull();
        assertThat(run.progress()).isCloseTo(150 / 2005.0, within(1e-9));
        assertThat(run.deviceSeconds()).isEqualTo(12.5);
        assertThat(run.endedAt()).isNull();
    }

    @Test
    void aTriggerIsShownWithWhatItSaidLast() {
        var views = after(
                configured("brain"),
                triggered("brain", Trigger.NEW_STUDIES, TriggerVerdict.WAITING, "too-few-studies", 3),
                triggered("brain", Trigger.NEW_LABELS, TriggerVerdict.BLOCKED, "too-few-patients", 9),
                triggered("brain", Trigger.NEW_STUDIES, TriggerVerdict.DUE, "enough-studies", 20));

        assertThat(views.triggers("brain").items())
                .extracting(TriggerView::trigger, TriggerView::verdict, TriggerView::code, TriggerView::count)
                .containsExactly(
                        tuple(Trigger.NEW_STUDIES, TriggerVerdict.DUE, "enough-studies", 20),
                        tuple(Trigger.NEW_LABELS, TriggerVerdict.BLOCKED, "too-few-patients", 9));
    }

    @Test
    void aRunThatEndedSaysHow() {
        var views = after(
                configured("brain"),
                started("brain", 1, RunKind.CYCLE, PLAN),
                completed("brain", 2, "r1"),
                started("brain", 3, RunKind.PRETRAIN, PLAN),
                failed("brain", 4, "r3", "a worker needs memory"),
                started("brain", 5, RunKind.PRETRAIN, PLAN),
                cancelled("brain", 6, "r5"));

        assertThat(views.runs("brain", "", 10).items())
                .extracting(RunView::run, RunView::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("r5", RunView.State.CANCELLED),
                        org.assertj.core.groups.Tuple.tuple("r3", RunView.State.FAILED),
                        org.assertj.core.groups.Tuple.tuple("r1", RunView.State.COMPLETED));
        assertThat(views.run("brain", "r1").progress()).isEqualTo(1);
        assertThat(views.run("brain", "r3").failure().message()).isEqualTo("a worker needs memory");
    }

    @Test
    void theFirstDecisionWithANumberCounts() {
        var views = after(
                configured("brain"),
                started("brain", 1, RunKind.CYCLE, PLAN),
                completed("brain", 2, "r1"),
                cancelled("brain", 2, "r1"),
                failed("brain", 1, "r1", "void"));

        assertThat(views.run("brain", "r1").state()).isEqualTo(RunView.State.COMPLETED);
    }

    @Test
    void arrivalsAreCountedPerSideAndOnce() {
        var views = after(
                configured("brain"),
                stored("brain", "p1", "s1", "T1", "T2"),
                stored("brain", "p1", "s2", "T1"),
                stored("brain", "p2", "s3", "T1"),
                assigned("brain", "p1", Split.TRAIN),
                assigned("brain", "p2", Split.TEST),
                accepted("brain", "p1", "s1"),
                accepted("brain", "p1", "s1"));

        var arrivals = views.arrivals("brain");

        assertThat(arrivals.studies()).isEqualTo(3);
        assertThat(arrivals.labelled()).isEqualTo(1);
        assertThat(arrivals.patients()).isEqualTo(Map.of(Split.TRAIN, 1, Split.VALIDATION, 0, Split.TEST, 1));
        assertThat(arrivals.labelledPatients()).isEqualTo(Map.of(Split.TRAIN, 1, Split.VALIDATION, 0, Split.TEST, 0));
        assertThat(arrivals.contrasts()).isEqualTo(new TreeMap<>(Map.of("T1", 3, "T2", 1)));
    }

    @Test
    void aModelCarriesItsScoreAndItsAlias() {
        var views = after(
                configured("brain"),
                started("brain", 1, RunKind.CYCLE, PLAN),
                registered("brain", "m1", "r1"),
                judged("brain", "m1", "r1", 0.6, GateVerdict.PROMOTED),
                promoted("brain", "m1"),
                registered("brain", "m9", "r9"));

        assertThat(views.model("brain", "m1").alias()).isEqualTo("champion");
        assertThat(views.model("brain", "m1").dice()).isEqualTo(0.6);
        assertThat(views.model("brain", "m9").dice()).isNull();
        assertThat(views.run("brain", "r1").model()).isEqualTo("m1");
        assertThat(views.projects("", 10).items().get(0).champion()).isEqualTo("m1");
    }

    @Test
    void listsGoPageByPage() {
        var events = new ArrayList<Event>(List.of(configured("brain")));
        for (int number = 1; number <= 5; number++) {
            events.add(started("brain", number, RunKind.CYCLE, PLAN));
        }
        var views = after(events.toArray(Event[]::new));

        var first = views.runs("brain", "", 2);
        var second = views.runs("brain", first.next(), 2);
        var last = views.runs("brain", second.next(), 2);

        assertThat(first.items()).extracting(RunView::run).containsExactly("r5", "r4");
        assertThat(second.items()).extracting(RunView::run).containsExactly("r3", "r2");
        assertThat(last.items()).extracting(RunView::run).containsExactly("r1");
        assertThat(last.next()).isNull();
        assertThat(first.total()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void topicsMayBeReadInAnyOrderAndEventsTwice(long seed) {
        var decisions = List.of(
                started("brain", 1, RunKind.CYCLE, PLAN),
                scheduled("brain", 2, "r1", "pretrain-0", StepKind.PRETRAIN),
                scheduled("brain", 3, "r1", "pretrain-1", StepKind.PRETRAIN));
        var steps = List.of(
                claimed("brain", "r1", "pretrain-0", StepKind.PRETRAIN, "a1"),
                committed("brain", "r1", "pretrain-0", StepKind.PRETRAIN, "a1", HandWritten.SOMETHING),
                claimed("brain", "r1", "pretrain-1", StepKind.PRETRAIN, "a2"));
        var models = List.of(registered("brain", "m1", "r1"), promoted("brain", "m1"), registered("brain", "m1", "r1"));
        var studies = List.of(stored("brain", "p1", "s1", "T1"), assigned("brain", "p1", Split.TRAIN));
        var inOrder = new LoopViews();
        var shuffled = new LoopViews();
        for (var views : List.of(inOrder, shuffled)) {
            views.on(configured("brain"));
            views.complete();
        }

        List.of(decisions, steps, models, studies).forEach(topic -> topic.forEach(inOrder::on));
        interleaved(List.of(decisions, steps, models, studies), new Random(seed))
                .forEach(shuffled::on);

        assertThat(shuffled.run("brain", "r1")).isEqualTo(inOrder.run("brain", "r1"));
        assertThat(shuffled.arrivals("brain")).isEqualTo(inOrder.arrivals("brain"));
        assertThat(shuffled.models("brain", "", 9)).isEqualTo(inOrder.models("brain", "", 9));
    }

    @Test
    void whatIsNotThereIsRefusedWithAWayOut() {
        var views = after(configured("brain"));

        assertThatThrownBy(() -> views.runs("heart", "", 10))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("GET /api/v1/projects");
        assertThatThrownBy(() -> views.run("brain", "r1")).hasMessageContaining("a run of the project");
        assertThatThrownBy(() -> new LoopViews().projects("", 10)).hasMessageContaining("read the log");
    }

    /** Each topic in its order, mixed with the others; every event may be told again at once. */
    private static List<Event> interleaved(List<? extends List<? extends Event>> topics, Random random) {
        var turns = new ArrayList<Integer>();
        for (int topic = 0; topic < topics.size(); topic++) {
            turns.addAll(Collections.nCopies(topics.get(topic).size(), topic));
        }
        Collections.shuffle(turns, random);
        var next = new int[topics.size()];
        var mixed = new ArrayList<Event>();
        for (int topic : turns) {
            var event = topics.get(topic).get(next[topic]++);
            mixed.addAll(Collections.nCopies(1 + random.nextInt(2), event));
        }
        return mixed;
    }

    private static LoopViews after(Event... events) {
        var views = new LoopViews();
        List.of(events).forEach(views::on);
        views.complete();
        return views;
    }
}
