package io.scanloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.events.CancelRequested;
import io.scanloop.events.Priority;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunRequested;
import io.scanloop.storage.layout.ProjectConfiguration;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRequestsTest {
    private Bench bench;

    @BeforeEach
    void configure(@TempDir Path folder) {
        bench = new Bench(folder);
        bench.ingest.projects().configure(Bench.PROJECT, Bench.TASK, "ada");
        bench.announced.clear();
    }

    @Test
    void aRequestSaysWhoWantsWhat() {
        var request = bench.ingest.runs().start(Bench.PROJECT, new RunRequest("cycle", "urgent", null, null), "ada");

        assertThat(bench.announced).containsExactly(request);
        assertThat(bench.announced).first().isInstanceOfSatisfying(RunRequested.class, asked -> {
            assertThat(asked.kind()).isEqualTo(RunKind.CYCLE);
            assertThat(asked.priority()).isEqualTo(Priority.URGENT);
            assertThat(asked.preset()).isNull();
            assertThat(asked.actor()).isEqualTo("ada");
        });
    }

    @Test
    void everyRequestIsAnother() {
        var ask = new RunRequest("pretrain", null, null, null);

        var first = bench.ingest.runs().start(Bench.PROJECT, ask, "ada");

        assertThat(bench.ingest.runs().start(Bench.PROJECT, ask, "ada").id()).isNotEqualTo(first.id());
    }

    @Test
    void cancellingTwiceIsOneRequest() {
        var first = bench.ingest.runs().cancel(Bench.PROJECT, "r3", "ada");
        var second = bench.ingest.runs().cancel(Bench.PROJECT, "r3", "bea");

        assertThat(first).isInstanceOf(CancelRequested.class);
        assertThat(second.id()).isEqualTo(first.id());
    }

    @Test
    void aRequestIsNotTakenWhileTheBrokerIsAway() {
        bench.isBrokerAway = true;

        assertThatThrownBy(() ->
                        bench.ingest.runs().start(Bench.PROJECT, new RunRequest("pretrain", null, null, null), "ada"))
                .hasMessageContaining("send again");
    }

    @Test
    void aPresetThatNoWorkerCanRunIsRefusedAtOnce() {
        assertThatThrownBy(() -> bench.ingest
                        .runs()
                        .start(Bench.PROJECT, new RunRequest("pretrain", null, "small", null), "ada"))
                .hasMessageContaining("amae tiny");
    }

    @Test
    void aPretrainingIsRefusedAtOnceWhereTheMethodHasNone() {
        var task = Bench.TASK;
        var supervised = new ProjectConfiguration(
                task.classes(), task.contrasts(), task.spacing(), "missu", "tiny", null, null, null, null);
        bench.ingest.projects().configure(Bench.PROJECT, supervised, "tester");

        assertThatThrownBy(() ->
                        bench.ingest.runs().start(Bench.PROJECT, new RunRequest("pretrain", null, null, null), "ada"))
                .hasMessageContaining("learns from labels only");
        assertThat(bench.ingest.runs().start(Bench.PROJECT, new RunRequest("cycle", null, null, null), "ada"))
                .isNotNull();
    }

    @Test
    void aProjectMustBeThere() {
        assertThatThrownBy(() -> bench.ingest.runs().cancel("nowhere", "r1", "ada"))
                .hasMessageContaining("nowhere");
    }
}
