package io.scanloop.cli;

import static io.scanloop.cli.LoopCommandsTest.page;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LoopWatchTest {
    private static final String JUDGED =
            page("{'model': 'm7', 'registeredAt': '2026-11-26T17:08:00Z', 'verdict': 'promoted'}");
    private static final String NOT_DUE = """
            {'trigger': 'new-studies', 'verdict': 'waiting', 'code': 'too-few', 'message': '4 of 20 new studies',
             'count': 4, 'threshold': 20}""";

    private LoopServer server;
    private final Screen screen = new Screen();
    private final TestClock clock = new TestClock();

    /** Time passes only while somebody sleeps. */
    private static final class TestClock implements Retry.Clock {
        private long nanos;

        @Override
        public synchronized long nanos() {
            return nanos;
        }

        @Override
        public synchronized void sleep(Duration time) {
            nanos += time.toNanos();
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = LoopServer.start();
        server.gives("models", page());
        server.gives("runs", page());
        server.gives("triggers", page());
        server.gives("reports/m7", ReportTableTest.REPORT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aModelThatIsJudgedIsShownAtOnce() {
        server.gives("models", JUDGED);

        var exit = screen.run("watch", "--project", "liver", "--eval-server", server.address());

        assertThat(exit).isZero();
        assertThat(screen.out()).contains("model m7 of project liver");
        assertThat(server.requests("/runs")).isEmpty();
    }

    @Test
    void showsARunPhaseByPhaseUntilItsModelIsJudged() {
        server.gives("models", page(), page(), page(), page(), page(), JUDGED);
        server.gives(
                "runs",
                page(),
                page(run("running", phase("pretrain", 0), phase("finetune", 0))),
                page(run("running", phase("pretrain", 4), phase("finetune", 1))),
                page(run("running", phase("pretrain", 4), phase("finetune", 4))),
                page(run("completed", phase("pretrain", 4), phase("finetune", 4))));

        var report = watch().untilJudged();

        assertThat(report.path("model").asText()).isEqualTo("m7");
        assertThat(screen.err().lines())
                .containsSubsequence(
                        "run r7: cycle with amae tiny",
                        "pre-training done: 400 iterations in 1 s",
                        "fine-tuning done: 400 iterations in 1 s");
    }

    @Test
    void withoutATerminalALineIsSaidEveryTenSeconds() {
        server.gives("models", page());
        server.gives("runs", page(run("running", phase("pretrain", 1))));
        var models = new String[36];
        Arrays.fill(models, page());
        models[35] = JUDGED;
        server.gives("models", models);

        watch().untilJudged();

        assertThat(screen.err().lines().filter(line -> line.equals("pre-training  100/400")))
                .hasSize(3);
    }

    @Test
    void aFailedRunEndsTheWatchWithItsCause() {
        server.gives(
                "runs",
                page(
                        run("failed", phase("pretrain", 1))
                                .replace(
                                        "'failure': null",
                                        "'failure': {'code': 'not-finite', 'message': 'the loss is nan', 'step': 'pretrain-1'}")));

        assertThatThrownBy(() -> watch().untilJudged()).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.exit()).isEqualTo(ExitStatus.FAILED);
            assertThat(e.problem().code()).isEqualTo("not-finite");
            assertThat(e).hasMessage("run r7 failed in step pretrain-1: the loss is nan");
        });
        assertThat(Duration.ofNanos(clock.nanos())).isGreaterThanOrEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aFailedRunThatGoesAgainIsNoEnd() {
        var failed = page(run("failed", phase("pretrain", 1)));
        server.gives("runs", failed, failed, page(run("running", phase("pretrain", 1))), failed);

        assertThatThrownBy(() -> watch().untilJudged()).isInstanceOf(ProblemException.class);
        assertThat(Duration.ofNanos(clock.nanos())).isGreaterThanOrEqualTo(Duration.ofSeconds(23));
    }

    @Test
    void aBlockedTriggerIsNamedWithItsNumbers() {
        server.gives(
                "triggers",
                page(
                        NOT_DUE,
                        "{'trigger': 'new-labels', 'verdict': 'blocked', 'code': 'too-few-patients',"
                                + " 'message': 'test has 1 of 3 patients', 'count': 5, 'threshold': 5}"));

        assertThatThrownBy(() -> watch().untilJudged()).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.exit()).isEqualTo(ExitStatus.REFUSED);
            assertThat(e.problem().code()).isEqualTo("blocked");
            assertThat(e.problem().details()).anyMatch(line -> line.contains("new-labels: test has 1 of 3 patients"));
        });
    }

    @Test
    void triggersThatCountedTooFewStartNothing() {
        server.gives("triggers", page(NOT_DUE));

        assertThatThrownBy(() -> watch().untilJudged()).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().code()).isEqualTo("nothing-due");
            assertThat(e.problem().action()).contains("scanloop runs start --project liver --kind cycle");
        });
    }

    @Test
    void aRunThatBeganUsesUpTheVerdictThatItFollowed() {
        var spent = "{'trigger': 'manual', 'verdict': 'due', 'message': 'ada asked', 'at': '2026-11-26T16:59:59Z',"
                + " 'count': 1, 'threshold': 1}";
        server.gives("triggers", page(NOT_DUE, spent));
        server.gives("runs", page(run("completed", phase("pretrain", 4)).replace("'cycle'", "'pretrain'")));

        assertThatThrownBy(() -> watch().untilJudged())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("nothing-due"));
    }

    @Test
    void aTriggerThatWaitsForTimeOnlyIsWaitedFor() {
        var quiet = page(NOT_DUE.replace("'count': 4", "'count': 20"));
        server.gives("triggers", quiet);
        var models = new String[30];
        Arrays.fill(models, page());
        models[29] = JUDGED;
        server.gives("models", models);

        assertThat(watch().untilJudged().path("model").asText()).isEqualTo("m7");
    }

    private LoopWatch watch() {
        var client = new LoopClient(new HttpCalls(server.address(), "test", "start it", Retry.never()));
        return new LoopWatch(client, screen.console(), "liver", clock);
    }

    private static String run(String state, String... phases) {
        return """
                {'run': 'r7', 'kind': 'cycle', 'state': '%s', 'method': 'amae', 'preset': 'tiny',
                 'startedAt': '2026-11-26T17:00:00Z', 'phases': [%s], 'failure': null}""".formatted(state, String.join(",", phases));
    }

    private static String phase(String name, int completed) {
        var current =
                completed < 4 ? "{'step': '%s-%d', 'progress': 0, 'worker': 'w'}".formatted(name, completed) : "null";
        return "{'phase': '%s', 'steps': 4, 'completed': %d, 'iterations': 400, 'current': %s}"
                .formatted(name, completed, current);
    }
}
