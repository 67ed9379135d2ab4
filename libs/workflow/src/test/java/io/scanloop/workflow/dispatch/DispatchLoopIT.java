package io.scanloop.workflow.dispatch;

import static io.scanloop.workflow.dispatch.Facts.PROJECT;
import static io.scanloop.workflow.dispatch.Facts.accepted;
import static io.scanloop.workflow.dispatch.Facts.assigned;
import static io.scanloop.workflow.dispatch.Facts.cancel;
import static io.scanloop.workflow.dispatch.Facts.claimed;
import static io.scanloop.workflow.dispatch.Facts.completed;
import static io.scanloop.workflow.dispatch.Facts.labels;
import static io.scanloop.workflow.dispatch.Facts.requested;
import static io.scanloop.workflow.dispatch.Facts.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scanloop.events.Event;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.PlannedPhase;
import io.scanloop.events.Priority;
import io.scanloop.events.ProjectConfigured;
import io.scanloop.events.RunCancelled;
import io.scanloop.events.RunCause;
import io.scanloop.events.RunCompleted;
import io.scanloop.events.RunDecision;
import io.scanloop.events.RunFailed;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunStarted;
import io.scanloop.events.Split;
import io.scanloop.events.StepKind;
import io.scanloop.events.StepOrder;
import io.scanloop.events.StepReady;
import io.scanloop.events.StepScheduled;
import io.scanloop.events.Topic;
import io.scanloop.events.Trigger;
import io.scanloop.events.TriggerEvaluated;
import io.scanloop.storage.DirectoryObjectStore;
import io.scanloop.storage.layout.Budget;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.storage.layout.ProjectLayout;
import io.scanloop.storage.layout.ProjectVersion;
import io.scanloop.storage.layout.Snapshots;
import io.scanloop.storage.layout.Triggers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DispatchLoopIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final List<String> STEPS =
            List.of("pretrain-0", "pretrain-1", "pretrain-2", "finetune-0", "finetune-1", "predict-0");

    private static final AtomicInteger PROJECTS = new AtomicInteger();

    @TempDir
    static Path folder;

    private static Broker broker;
    private static DirectoryObjectStore store;
    /** Each test has a project of its own. */
    private final String project = "brain-" + PROJECTS.incrementAndGet();

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<Throwable> causesOfEnd = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() {
        broker = new Broker(folder.resolve("kafka"));
        store = new DirectoryObjectStore(folder.resolve("store"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** Leaves no run to the dispatchers of other tests. */
    @AfterEach
    void end() throws Exception {
        var over = events(RunDecision.class)
                .filter(end -> end instanceof RunCompleted || end instanceof RunFailed)
                .map(RunDecision::run)
                .toList();
        events(RunStarted.class)
                .map(RunDecision::run)
                .filter(run -> !over.contains(run))
                .forEach(run -> {
                    write(cancel(run));
                    await().atMost(LONG)
                            .until(() -> events(RunCancelled.class)
                                    .anyMatch(end -> end.run().equals(run)));
                });
        for (var each : opened) {
            each.close();
        }
        assertThat(causesOfEnd).isEmpty();
    }

    @Test
    void studiesAndLabelsBecomeRunsWhoseStepsFollowEachOther() {
        configure(new Triggers(4, 7, null, Duration.ZERO, Duration.ZERO, 1));
        cohort();
        dispatcher("one");
        worker();

        await().atMost(LONG).until(() -> events(RunCompleted.class).count() == 2);

        assertThat(events(RunStarted.class))
                .extracting(RunStarted::kind)
                .containsExactly(RunKind.PRETRAIN, RunKind.FINETUNE);
        assertThat(events(StepReady.class)).extracting(StepReady::step).containsExactlyElementsOf(STEPS);
        assertThat(decisionNumbers())
                .isEqualTo(LongStream.rangeClosed(1, 10).boxed().toList());
        var first = events(RunStarted.class).findFirst().orElseThrow();
        assertThat(new Snapshots(store).studies(first.snapshot())).hasSize(11);
        assertThat(events(TriggerEvaluated.class))
                .extracting(TriggerEvaluated::code)
                .contains("enough-studies", "enough-labels");
    }

    @Test
    void theBrokerMayGoAndComeAgain() {
        configure(new Triggers(0, 0, null, Duration.ZERO, Duration.ZERO, 1));
        cohort();
        dispatcher("one");
        write(requested("one", RunKind.CYCLE, null, Instant.now()));
        await().atMost(LONG).until(() -> events(StepReady.class).count() == 1);

        broker.stop();
        broker.startAgain();
        worker();

        await().atMost(LONG).until(() -> events(RunCompleted.class).count() == 1);
        assertThat(events(RunStarted.class)).hasSize(1);
        assertThat(events(StepScheduled.class)).extracting(StepScheduled::step).containsExactlyElementsOf(STEPS);
    }

    @Test
    void twoDispatchersAtOnceDecideOnce() {
        configure(new Triggers(0, 0, null, Duration.ZERO, Duration.ZERO, 1));
        cohort();
        dispatcher("one");
        dispatcher("two"); // in a group of its own, it believes to own every project as well
        write(requested("one", RunKind.CYCLE, null, Instant.now()));
        worker();

        await().atMost(LONG).until(() -> counted(RunCompleted.class).size() == 1);

        assertThat(counted(RunStarted.class)).hasSize(1);
        assertThat(counted(StepScheduled.class)).extracting(StepScheduled::step).containsExactlyElementsOf(STEPS);
        assertThat(events(StepReady.class)).extracting(StepReady::step).containsExactlyElementsOf(STEPS);
    }

    @Test
    void aDispatcherStartedAnewGoesOnWhereTheOldOneStood() throws Exception {
        configure(new Triggers(4, 0, null, Duration.ZERO, Duration.ZERO, 1));
        cohort();
        var old = dispatcher("one");
        await().atMost(LONG).until(() -> events(StepReady.class).count() == 1);
        old.close();
        var run = events(RunStarted.class).findFirst().orElseThrow().run();
        write(claimed(run, "pretrain-0", 1, "a"), completed(run, "pretrain-0", 1, "a"));

        dispatcher("one");

        await().atMost(LONG).until(() -> events(StepReady.class).count() == 2);
        assertThat(events(StepReady.class)).extracting(StepReady::step).containsExactly("pretrain-0", "pretrain-1");
        assertThat(events(RunStarted.class)).hasSize(1);
    }

    @Test
    void whatWasScheduledAndNeverSentIsSentByWhoTakesOver() {
        var configuration = configure(new Triggers(0, 0, null, Duration.ZERO, Duration.ZERO, 1));
        cohort();
        var snapshot = new Snapshots(store).put(project, 1, List.of());
        write(started(configuration, snapshot), scheduled(configuration, snapshot));

        dispatcher("one");
        worker();

        await().atMost(LONG).until(() -> events(RunCompleted.class).count() == 1);
        assertThat(events(StepReady.class)).extracting(StepReady::step).containsExactly("pretrain-0");
    }

    @Test
    void aStepWhoseWorkerDiedIsSentAgain() {
        configure(new Triggers(0, 0, null, Duration.ZERO, Duration.ZERO, 1));
        cohort();
        dispatcher("one");
        write(requested("one", RunKind.PRETRAIN, null, Instant.now()));
        var dying = new ScriptedWorker(
                broker.connection(),
                (step, attempt) ->
                        broker.write(step.project(), claimed(step.run(), step.step(), step.sending(), attempt)));
        opened.add(dying);

        await().atMost(LONG).until(() -> events(StepReady.class).count() == 2);

        assertThat(events(StepReady.class)).extracting(StepReady::sending).containsExactly(1, 2);
    }

    @Test
    void aStepThatIsGivenUpIsSetAsideWhenItsRunHasFailed() throws Exception {
        configure(new Triggers(0, 0, null, Duration.ZERO, Duration.ZERO, 1));
        cohort();
        dispatcher("one");
        write(requested("one", RunKind.PRETRAIN, null, Instant.now()));
        await().atMost(LONG).until(() -> events(StepReady.class).count() == 1);
        var run = events(RunStarted.class).findFirst().orElseThrow().run();

        for (int dead = 0; dead < StepRules.ATTEMPTS; dead++) {
            write(claimed(run, "pretrain-0", 1, "dead" + dead));
        }

        await().atMost(LONG).until(() -> setAside(Topic.STEPS_PRETRAIN) == 1);
        assertThat(counted(RunFailed.class)).extracting(RunFailed::code).containsExactly("attempts-spent");
    }

    private static long setAside(Topic topic) throws Exception {
        try (var admin = Admin.create(Map.<String, Object>copyOf(broker.connection()))) {
            var letters = new TopicPartition(topic.deadLetterTopicName(), 0);
            return admin.listOffsets(Map.of(letters, OffsetSpec.latest()))
                    .partitionResult(letters)
                    .get()
                    .offset();
        }
    }

    @Test
    void queuesAreAsLongAsStepsWaitOrAreWorkedOn() {
        configure(new Triggers(0, 0, null, Duration.ZERO, Duration.ZERO, 1));
        cohort();
        dispatcher("one");
        var queues = StepQueues.at(broker.connection());
        opened.add(queues);
        try (var tidy = worker()) { // takes what earlier tests left
            await().atMost(LONG).until(() -> queues.lengths().values().stream().allMatch(length -> length == 0));
        }
        write(requested("one", RunKind.PRETRAIN, null, Instant.now()));

        await().atMost(LONG)
                .until(() -> queues.lengths()
                        .equals(Map.of(StepKind.PRETRAIN, 1L, StepKind.FINETUNE, 0L, StepKind.EVALUATE, 0L)));
        worker();
        await().atMost(LONG).until(() -> events(RunCompleted.class).count() == 1);
        await().atMost(LONG).until(() -> queues.lengths().get(StepKind.PRETRAIN) == 0);
    }

    private void write(Event... events) {
        broker.write(project, events);
    }

    private <E extends Event> Stream<E> events(Class<E> type) {
        return broker.events(project, type);
    }

    private ObjectRef configure(Triggers triggers) {
        var configuration = new ProjectConfiguration(
                null,
                List.of("T1"),
                List.of(1.0, 1.0, 1.0),
                "amae",
                "tiny",
                triggers,
                null,
                new Budget(250, 200, 100),
                null);
        var version = new ProjectVersion(project, 1, 1, "key", Instant.now(), "local", configuration);
        var key = new ProjectLayout(project).configuration(1);
        var bytes = Documents.write(version);
        store.putIfAbsent(key, bytes);
        var reference = Documents.reference(key, bytes);
        write(new ProjectConfigured("project-configured/brain/v1", Instant.now(), PROJECT, 1, 1, reference, "local"));
        return reference;
    }

    private void cohort() {
        var now = Instant.now();
        for (int number = 0; number < 4; number++) {
            write(assigned(number, Split.TRAIN), stored(number, 1, now));
        }
        var sides =
                List.of(Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.VALIDATION, Split.TEST, Split.TEST, Split.TEST);
        for (int at = 0; at < sides.size(); at++) {
            int number = 100 + at;
            write(assigned(number, sides.get(at)), stored(number, 1, now), labels(number, 1), accepted(number, 1, now));
        }
    }

    private static RunStarted started(ObjectRef configuration, ObjectRef snapshot) {
        return new RunStarted(
                "run-started/brain/r1",
                PROJECT,
                1,
                Instant.now(),
                "r1",
                RunKind.PRETRAIN,
                new RunCause(Trigger.MANUAL, "asked for", null),
                Priority.NORMAL,
                1,
                1,
                configuration,
                snapshot,
                "amae",
                "tiny",
                42,
                null,
                0,
                0,
                List.of(new PlannedPhase("pretrain", StepKind.PRETRAIN, 1, 1, 100, 100, List.of())));
    }

    private static StepScheduled scheduled(ObjectRef configuration, ObjectRef snapshot) {
        var order =
                new StepOrder("amae", "tiny", "pretrain", 0, 0, 1, 0, 100, 100, 42, configuration, snapshot, Map.of());
        return new StepScheduled(
                "step-scheduled/brain/r1/pretrain-0/1",
                PROJECT,
                2,
                Instant.now(),
                "r1",
                "pretrain-0",
                StepKind.PRETRAIN,
                1,
                order,
                null);
    }

    private DispatchLoop dispatcher(String group) {
        var settings = new DispatchSettings(
                group, Duration.ofMillis(300), Duration.ofSeconds(3), Duration.ofSeconds(6), Duration.ofSeconds(5));
        var loop = DispatchLoop.start(broker.connection(), store, settings, Clock.systemUTC(), new Told());
        opened.add(loop);
        return loop;
    }

    private ScriptedWorker worker() {
        var worker = new ScriptedWorker(broker.connection(), (step, attempt) -> {
            broker.write(step.project(), claimed(step.run(), step.step(), step.sending(), attempt));
            broker.write(step.project(), completed(step.run(), step.step(), step.sending(), attempt));
        });
        opened.add(worker);
        return worker;
    }

    private List<Long> decisionNumbers() {
        return events(RunDecision.class).map(RunDecision::number).toList();
    }

    /** Decisions of a type that count, in their order. */
    private <D extends RunDecision> List<D> counted(Class<D> type) {
        var sequence = new DecisionSequence();
        return events(RunDecision.class)
                .flatMap(decision -> sequence.accept(decision).stream())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private final class Told implements DispatchListener {
        @Override
        public void owns(Set<Integer> partitions) {}

        @Override
        public void decided(RunDecision decision) {}

        @Override
        public void evaluated(TriggerEvaluated evaluated) {}

        @Override
        public void unreadable(TopicPartition partition, long offset, RuntimeException cause) {}

        @Override
        public void troubled(RuntimeException cause) {}

        @Override
        public void stuck(String project, RuntimeException cause) {
            causesOfEnd.add(cause);
        }

        @Override
        public void stopped(Throwable cause) {
            causesOfEnd.add(cause);
        }
    }
}
