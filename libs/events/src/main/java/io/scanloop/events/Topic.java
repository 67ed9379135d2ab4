package io.scanloop.events;

import static io.scanloop.events.KeyKind.NONE;
import static io.scanloop.events.KeyKind.PROJECT;
import static io.scanloop.events.KeyKind.RUN;
import static io.scanloop.events.KeyKind.WORKER;
import static io.scanloop.events.Retention.FOREVER;
import static io.scanloop.events.Retention.LATEST_FOR_A_DAY;
import static io.scanloop.events.Retention.QUARTER;
import static io.scanloop.events.Retention.WEEK;
import static io.scanloop.events.Retention.YEAR;
import static io.scanloop.events.Service.COMMAND_LINE;
import static io.scanloop.events.Service.EVAL;
import static io.scanloop.events.Service.FINETUNE_WORKER;
import static io.scanloop.events.Service.INGEST;
import static io.scanloop.events.Service.PRETRAIN_WORKER;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Every topic there is. Bootstrap of a broker, access rights and the AsyncAPI document come from here.
 *
 * <p>What dispatch decides on is keyed by project and has the same number of partitions everywhere, so that one member
 * of a consumer group owns all of a project.
 */
@SuppressWarnings("ImmutableEnumChecker") // its sets are copies that nobody can change
public enum Topic {
    /** Projects, the versions of their configuration, and published weights that they start from. */
    PROJECTS("projects", ProjectEvent.class, PROJECT, FOREVER, Set.of(INGEST), Set.of(INGEST, EVAL)),
    /** What came in. */
    STUDIES("studies", StudyEvent.class, PROJECT, FOREVER, Set.of(INGEST), Set.of(INGEST, EVAL)),
    /** What people ask for. */
    REQUESTS("requests", RequestEvent.class, PROJECT, YEAR, Set.of(INGEST, EVAL, COMMAND_LINE), Set.of(INGEST, EVAL)),
    /** What dispatch decided. */
    RUNS(
            "runs",
            RunDecision.class,
            PROJECT,
            FOREVER,
            Set.of(INGEST),
            Set.of(INGEST, PRETRAIN_WORKER, FINETUNE_WORKER, EVAL)),
    /** Queue of pre-training steps. */
    STEPS_PRETRAIN("steps.pretrain", StepReady.class, NONE, WEEK, Set.of(INGEST), Set.of(INGEST, PRETRAIN_WORKER)),
    /** Its lane for what is urgent, polled first. */
    STEPS_PRETRAIN_URGENT(
            "steps.pretrain.urgent", StepReady.class, NONE, WEEK, Set.of(INGEST), Set.of(INGEST, PRETRAIN_WORKER)),
    /** Queue of fine-tuning steps. */
    STEPS_FINETUNE("steps.finetune", StepReady.class, NONE, WEEK, Set.of(INGEST), Set.of(INGEST, FINETUNE_WORKER)),
    /** Its lane for what is urgent, polled first. */
    STEPS_FINETUNE_URGENT(
            "steps.finetune.urgent", StepReady.class, NONE, WEEK, Set.of(INGEST), Set.of(INGEST, FINETUNE_WORKER)),
    /** Queue of prediction steps. */
    STEPS_EVALUATE("steps.evaluate", StepReady.class, NONE, WEEK, Set.of(INGEST), Set.of(INGEST, FINETUNE_WORKER)),
    /** Its lane for what is urgent, polled first. */
    STEPS_EVALUATE_URGENT(
            "steps.evaluate.urgent", StepReady.class, NONE, WEEK, Set.of(INGEST), Set.of(INGEST, FINETUNE_WORKER)),
    /** What became of steps. */
    STEP_EVENTS(
            "step-events",
            StepEvent.class,
            PROJECT,
            FOREVER,
            Set.of(PRETRAIN_WORKER, FINETUNE_WORKER),
            Set.of(INGEST, EVAL)),
    /** Which workers live. */
    WORKERS(
            "workers",
            WorkerSeen.class,
            WORKER,
            LATEST_FOR_A_DAY,
            Set.of(PRETRAIN_WORKER, FINETUNE_WORKER),
            Set.of(INGEST, PRETRAIN_WORKER, FINETUNE_WORKER, EVAL)),
    /** Why runs start, or do not. */
    TRIGGERS("triggers", TriggerEvaluated.class, PROJECT, QUARTER, Set.of(INGEST), Set.of(INGEST, EVAL)),
    /** The live tail of training. */
    METRICS_TRAINING(
            "metrics.training", MetricBatch.class, RUN, WEEK, Set.of(PRETRAIN_WORKER, FINETUNE_WORKER), Set.of(EVAL)),
    /** How good models are. */
    METRICS_EVALUATION(
            "metrics.evaluation", EvaluationReport.class, PROJECT, FOREVER, Set.of(EVAL), Set.of(INGEST, EVAL)),
    /** Which models there are, and which is champion. */
    MODELS("models", ModelEvent.class, PROJECT, FOREVER, Set.of(EVAL), Set.of(INGEST, EVAL)),
    /** Who did what. */
    AUDIT("audit", AuditRecorded.class, PROJECT, YEAR, EnumSet.allOf(Service.class), Set.of(EVAL));

    /** Records of all topics: an event of 64 KB, its headers, and room. */
    private static final int LARGEST_RECORD_BYTES = 128 << 10;
    /** Dead letters carry a whole record and the cause of its death. */
    private static final int LARGEST_DEAD_LETTER_BYTES = 256 << 10;

    private static final int PARTITIONS = 8;
    /**
     * Queues deal out records, but partitions are dealt out to their members first: of two partitions each of two workers
     * would get one, and what waits behind a busy worker would not reach the idle one. One partition serves all of them.
     */
    private static final int PARTITIONS_OF_QUEUE = 1;

    private final String topicName;
    private final Class<? extends Event> family;
    private final KeyKind keyKind;
    private final Retention retention;
    private final Set<Service> writers;
    private final Set<Service> readers;

    Topic(
            String family,
            Class<? extends Event> events,
            KeyKind keyKind,
            Retention retention,
            Set<Service> writers,
            Set<Service> readers) {
        this.topicName = family + ".v1";
        this.family = events;
        this.keyKind = keyKind;
        this.retention = retention;
        this.writers = Collections.unmodifiableSet(EnumSet.copyOf(writers));
        this.readers = Collections.unmodifiableSet(EnumSet.copyOf(readers));
    }

    /** The topic's name at the broker. */
    @JsonValue
    public String topicName() {
        return topicName;
    }

    /** The events that it carries. */
    public Class<? extends Event> family() {
        return family;
    }

    public KeyKind keyKind() {
        return keyKind;
    }

    public Retention retention() {
        return retention;
    }

    /** Who may write to it. */
    public Set<Service> writers() {
        return writers;
    }

    /** Who may read it. What becomes of a record that it cannot digest is for each reader to say. */
    public Set<Service> readers() {
        return readers;
    }

    public int partitions() {
        return keyKind == NONE ? PARTITIONS_OF_QUEUE : PARTITIONS;
    }

    /** The topic's own settings, in the words of Kafka; the number of copies is the cluster's business. */
    public Map<String, String> settings() {
        return settings(retention, LARGEST_RECORD_BYTES);
    }

    /**
     * Where a reader that decides or works, as dispatch and the workers do, may set aside a record that it cannot
     * digest, see {@link DeadLetter}. Readers that only look have no use for it.
     */
    public String deadLetterTopicName() {
        return topicName + ".dlq";
    }

    /** The queue that workers form on it; empty but for steps topics. */
    public Optional<ShareGroup> shareGroup() {
        return keyKind == NONE ? Optional.of(new ShareGroup("scanloop." + topicName)) : Optional.empty();
    }

    /** All that a broker must provide, topics for dead letters included. */
    public static List<TopicDeclaration> declarations() {
        return Stream.concat(
                        Stream.of(values()).map(Topic::declaration),
                        Stream.of(values()).map(Topic::deadLetterDeclaration))
                .toList();
    }

    /** The queue for a step. */
    public static Topic steps(StepKind kind, Priority priority) {
        boolean isUrgent = priority == Priority.URGENT;
        return switch (kind) {
            case PRETRAIN -> isUrgent ? STEPS_PRETRAIN_URGENT : STEPS_PRETRAIN;
            case FINETUNE -> isUrgent ? STEPS_FINETUNE_URGENT : STEPS_FINETUNE;
            case EVALUATE -> isUrgent ? STEPS_EVALUATE_URGENT : STEPS_EVALUATE;
        };
    }

    private TopicDeclaration declaration() {
        return new TopicDeclaration(topicName, partitions(), settings());
    }

    private TopicDeclaration deadLetterDeclaration() {
        return new TopicDeclaration(deadLetterTopicName(), 1, settings(Retention.MONTH, LARGEST_DEAD_LETTER_BYTES));
    }

    private static Map<String, String> settings(Retention retention, int largestRecordBytes) {
        var settings = new TreeMap<>(retention.settings());
        settings.put("max.message.bytes", Integer.toString(largestRecordBytes));
        return Collections.unmodifiableMap(settings);
    }
}
