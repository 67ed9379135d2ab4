package io.scanloop.events;

import static io.scanloop.events.Service.EVAL;
import static io.scanloop.events.Service.INGEST;

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
    PROJECTS(
            "projects",
            ProjectConfigured.class,
            KeyKind.PROJECT,
            Retention.FOREVER,
            Set.of(INGEST),
            Set.of(INGEST, EVAL)),
    STUDIES("studies", StudyEvent.class, KeyKind.PROJECT, Retention.FOREVER, Set.of(INGEST), Set.of(INGEST, EVAL));

    /** Records of all topics: an event of 64 KB, its headers, and room. */
    private static final int LARGEST_RECORD_BYTES = 128 << 10;
    /** Dead letters carry a whole record and the cause of its death. */
    private static final int LARGEST_DEAD_LETTER_BYTES = 256 << 10;

    private static final int PARTITIONS = 8;

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

    /** Who may read it; what a reader cannot digest it writes to {@link #deadLetterTopicName}. */
    public Set<Service> readers() {
        return readers;
    }

    public int partitions() {
        return PARTITIONS;
    }

    /** The topic's own settings, in the words of Kafka; the number of copies is the cluster's business. */
    public Map<String, String> settings() {
        return settings(retention, LARGEST_RECORD_BYTES);
    }

    /** Where a record goes that no reader can digest, see {@link DeadLetter}. */
    public String deadLetterTopicName() {
        return topicName + ".dlq";
    }

    /** The queue that workers form on it; empty but for steps topics. */
    public Optional<ShareGroup> shareGroup() {
        return keyKind == KeyKind.NONE ? Optional.of(new ShareGroup("scanloop." + topicName)) : Optional.empty();
    }

    /** All that a broker must provide, topics for dead letters included. */
    public static List<TopicDeclaration> declarations() {
        return Stream.concat(
                        Stream.of(values()).map(Topic::declaration),
                        Stream.of(values()).map(Topic::deadLetterDeclaration))
                .toList();
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
