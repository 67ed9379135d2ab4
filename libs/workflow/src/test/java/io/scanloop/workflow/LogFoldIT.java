package io.scanloop.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.scanloop.embedded.EmbeddedKafka;
import io.scanloop.events.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LogFoldIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private EmbeddedKafka kafka;
    private StudyLog log;
    private final RecordedListener listener = new RecordedListener();

    @BeforeEach
    void start() {
        kafka = EmbeddedKafka.start(folder, 0);
        log = new StudyLog(kafka.bootstrapServers());
    }

    @AfterEach
    void stop() {
        log.close();
        kafka.close();
    }

    @Test
    void handsOverHistoryAndThenWhatHappens() {
        log.append("liver", 0, 500);

        try (var fold = foldFrom(LogPosition.BEGINNING)) {
            fold.caughtUp().orTimeout(30, TimeUnit.SECONDS).join();
            assertThat(listener.ids()).isEqualTo(ids("liver", 0, 500));
            log.append("liver", 500, 510);

            await().atMost(LONG).until(() -> listener.ids().size() >= 510);
            assertThat(listener.ids()).isEqualTo(ids("liver", 0, 510));
        }
    }

    @Test
    void keepsTheOrderOfEachProject() {
        for (var at = 0; at < 200; at += 10) {
            log.append("liver", at, at + 10);
            log.append("brain", at, at + 10);
            log.append("prostate", at, at + 10);
        }

        try (var fold = foldFrom(LogPosition.BEGINNING)) {
            fold.caughtUp().orTimeout(30, TimeUnit.SECONDS).join();

            for (var project : List.of("liver", "brain", "prostate")) {
                assertThat(listener.idsOf(project)).isEqualTo(ids(project, 0, 200));
            }
        }
    }

    @Test
    void isCaughtUpAtOnceWithAnEmptyLog() {
        try (var fold = foldFrom(LogPosition.BEGINNING)) {
            fold.caughtUp().orTimeout(30, TimeUnit.SECONDS).join();

            assertThat(fold.isCaughtUp()).isTrue();
            assertThat(listener.ids()).isEmpty();
        }
    }

    @Test
    void leavesOutWhatWasAborted() {
        log.appendInTransaction("liver", 0, 10);
        log.abort("liver", 10, 20);
        log.appendInTransaction("liver", 20, 30);

        try (var fold = foldFrom(LogPosition.BEGINNING)) {
            fold.caughtUp().orTimeout(30, TimeUnit.SECONDS).join();

            assertThat(listener.ids()).hasSize(20).doesNotContainAnyElementsOf(ids("liver", 10, 20));
        }
    }

    @Test
    void skipsARecordThatIsNoEventAndSaysSo() {
        log.append("liver", 0, 3);
        log.appendGarbage("liver");
        log.append("liver", 3, 6);

        try (var fold = foldFrom(LogPosition.BEGINNING)) {
            fold.caughtUp().orTimeout(30, TimeUnit.SECONDS).join();

            assertThat(listener.ids()).isEqualTo(ids("liver", 0, 6));
            assertThat(listener.unreadable()).containsExactly(3L);
        }
    }

    @Test
    void losesAndDoublesNothingWhenTheBrokerComesAndGoes() {
        log.append("liver", 0, 100);
        try (var fold = foldFrom(LogPosition.BEGINNING)) {
            fold.caughtUp().orTimeout(30, TimeUnit.SECONDS).join();
            var port = kafka.port();

            for (var round = 1; round <= 2; round++) {
                kafka.close();
                kafka = EmbeddedKafka.start(folder, port);
                log.append("liver", round * 100, round * 100 + 100);
            }

            await().atMost(LONG).until(() -> listener.ids().size() >= 300);
            assertThat(listener.ids()).isEqualTo(ids("liver", 0, 300));
        }
    }

    @Test
    void waitsForABrokerThatIsNotThereYet() {
        log.append("liver", 0, 10);
        var port = kafka.port();
        kafka.close();

        try (var fold = foldFrom(LogPosition.BEGINNING)) {
            await().pollDelay(Duration.ofSeconds(6))
                    .until(() -> !fold.caughtUp().isDone());
            kafka = EmbeddedKafka.start(folder, port);

            fold.caughtUp().orTimeout(30, TimeUnit.SECONDS).join();
            assertThat(listener.ids()).isEqualTo(ids("liver", 0, 10));
        }
    }

    @Test
    void resumesWhereAnEarlierFoldStood() {
        log.append("liver", 0, 20);
        LogPosition stood;
        try (var fold = foldFrom(LogPosition.BEGINNING)) {
            fold.caughtUp().orTimeout(30, TimeUnit.SECONDS).join();
            stood = fold.position();
        }
        log.append("liver", 20, 30);
        var second = new RecordedListener();

        try (var fold = LogFold.start(connection(), Set.of(Topic.STUDIES), stood, second)) {
            fold.caughtUp().orTimeout(30, TimeUnit.SECONDS).join();

            assertThat(second.ids()).isEqualTo(ids("liver", 20, 30));
        }
    }

    @Test
    void endsLoudlyWhenItsListenerFails() {
        log.append("liver", 0, 1);
        var failing = new LogListener() {
            private final RecordedListener recorded = new RecordedListener();

            @Override
            public void on(LoggedEvent event) {
                throw new IllegalStateException("no room");
            }

            @Override
            public void unreadable(TopicPartition partition, long offset, RuntimeException cause) {}

            @Override
            public void troubled(RuntimeException cause) {}

            @Override
            public void stopped(Throwable cause) {
                recorded.stopped(cause);
            }
        };

        try (var fold = LogFold.start(connection(), Set.of(Topic.STUDIES), LogPosition.BEGINNING, failing)) {
            assertThatThrownBy(() -> fold.caughtUp().get(30, TimeUnit.SECONDS)).hasStackTraceContaining("no room");
            await().atMost(LONG).until(() -> !failing.recorded.causesOfEnd().isEmpty());
        }
    }

    private LogFold foldFrom(LogPosition from) {
        return LogFold.start(connection(), Set.of(Topic.STUDIES, Topic.PROJECTS), from, listener);
    }

    private Map<String, String> connection() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    private static List<String> ids(String project, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> StudyLog.id(project, number))
                .toList();
    }
}
