package io.scanloop.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopicTest {

    @Test
    void everythingKeyedByProjectHasTheSameNumberOfPartitions() {
        var keyedByProject = Stream.of(Topic.values()).filter(topic -> topic.keyKind() == KeyKind.PROJECT);

        assertThat(keyedByProject.map(Topic::partitions)).containsOnly(8);
    }

    @ParameterizedTest
    @EnumSource
    void takesTheLargestEventWithItsHeaders(Topic topic) {
        var largest = Integer.parseInt(topic.settings().get("max.message.bytes"));

        assertThat(largest).isGreaterThanOrEqualTo(2 * EventCodec.LARGEST_EVENT_BYTES);
    }

    @ParameterizedTest
    @EnumSource
    void hasWritersAndReaders(Topic topic) {
        assertThat(topic.writers()).isNotEmpty();
        assertThat(topic.readers()).isNotEmpty();
    }

    @Test
    void factsAreKeptForEver() {
        assertThat(Topic.STUDIES.settings())
                .containsAllEntriesOf(
                        Map.of("retention.ms", "-1", "retention.bytes", "-1", "cleanup.policy", "delete"));
    }

    @Test
    void heartbeatsAreCompactedAndGoneAfterADay() {
        assertThat(Topic.WORKERS.settings())
                .containsAllEntriesOf(Map.of("retention.ms", "86400000", "cleanup.policy", "compact,delete"));
    }

    @Test
    void aSegmentIsClosedSoonEnoughForItsRetention() {
        assertThat(Topic.METRICS_TRAINING.settings()).containsEntry("segment.ms", "86400000");
        assertThat(Topic.STUDIES.settings()).containsEntry("segment.ms", "604800000");
    }

    @Test
    void everyTopicHasOneForItsDeadLetters() {
        var declared = Topic.declarations().stream().map(TopicDeclaration::name);

        assertThat(declared)
                .hasSize(2 * Topic.values().length)
                .doesNotHaveDuplicates()
                .contains("studies.v1", "studies.v1.dlq", "steps.pretrain.urgent.v1.dlq");
    }

    @Test
    void deadLettersAreKeptForThirtyDays() {
        var declared = Topic.declarations().stream()
                .filter(topic -> topic.name().endsWith(".dlq"))
                .map(topic -> topic.settings().get("retention.ms"));

        assertThat(declared).containsOnly("2592000000");
    }

    @Test
    void aQueueBeginsAtItsBeginningAndSeesNothingUncommitted() {
        var group = Topic.STEPS_FINETUNE.shareGroup().orElseThrow();

        assertThat(group.name()).isEqualTo("scanloop.steps.finetune.v1");
        assertThat(group.settings())
                .isEqualTo(Map.of("share.auto.offset.reset", "earliest", "share.isolation.level", "read_committed"));
    }

    @Test
    void onlyStepsTopicsAreQueues() {
        var queues =
                Stream.of(Topic.values()).filter(topic -> topic.shareGroup().isPresent());

        assertThat(queues).allMatch(topic -> topic.family() == StepReady.class).hasSize(6);
    }

    @Test
    void urgentStepsTakeTheLaneOfTheirKind() {
        assertThat(Topic.steps(StepKind.EVALUATE, Priority.URGENT)).isEqualTo(Topic.STEPS_EVALUATE_URGENT);
    }

    @Test
    void aDeadLetterKeepsItsHeadersAndTellsOriginAndCause() {
        var letter = new DeadLetter(Topic.STUDIES, 3, 1207, Service.EVAL, "expected JSON, got PK");

        var headers = letter.headers(Map.of("ce_id", "study-stored/brain/s1/r1"));

        assertThat(headers)
                .isEqualTo(Map.of(
                        "ce_id", "study-stored/brain/s1/r1",
                        "scanloop_origin", "studies.v1/3/1207",
                        "scanloop_reader", "eval-service",
                        "scanloop_cause", "expected JSON, got PK"));
    }

    @Test
    void onlyDispatchDecides() {
        assertThat(Topic.RUNS.writers()).isEqualTo(Set.of(Service.INGEST));
    }
}
