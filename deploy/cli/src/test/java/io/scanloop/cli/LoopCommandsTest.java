package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopCommandsTest {
    private static final String RUN = """
            {'run': 'r7', 'project': 'liver', 'kind': 'cycle', 'state': 'running', 'cause': 'new-studies',
             'method': 'amae', 'preset': 'tiny', 'startedAt': '2026-11-26T17:00:01.250Z', 'endedAt': null,
             'phases': [{'phase': 'pretrain', 'steps': 4, 'completed': 4, 'iterations': 400, 'current': null},
                        {'phase': 'finetune', 'steps': 8, 'completed': 1, 'iterations': 800,
                         'current': {'step': 'finetune-1', 'progress': 0.5, 'worker': 'finetune-worker-a1b2c3'}}],
             'progress': 0.375, 'model': null, 'deviceSeconds': 71.5, 'failure': null}""";
    private static final String MODEL = """
            {'model': 'm7', 'project': 'liver', 'run': 'r7', 'generation': 1, 'method': 'amae', 'preset': 'tiny',
             'alias': 'champion', 'dice': 0.4321, 'low': 0.31, 'high': 0.52,
             'registeredAt': '2026-11-26T17:08:00.123Z', 'verdict': 'promoted'}""";

    @TempDir
    Path folder;

    private LoopServer server;
    private final Screen screen = new Screen();

    @BeforeEach
    void start() throws IOException {
        server = LoopServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void listsRuns() {
        server.gives("runs", page(RUN));

        assertThat(run("runs", "list")).isZero();
        assertThat(screen.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
                .containsExactly(
                        "run|kind|method|state|done|cause|started|model",
                        "r7|cycle|amae|running|38 %|new-studies|2026-11-26T17:00:01Z|-");
        assertThat(screen.err()).isEqualTo("1 entry\n");
    }

    @Test
    void showsARunWithItsPhases() {
        server.gives("runs/r7", RUN);

        assertThat(run("runs", "show", "r7")).isZero();
        assertThat(screen.out())
                .contains("run r7, cycle with amae tiny, running")
                .contains("pretrain  4 of 4")
                .contains("1 of 8  finetune-1, 50 %  finetune-worker-a1b2c3");
    }

    @Test
    void saysWhyARunFailed() {
        server.gives(
                "runs/r7",
                RUN.replace("'running'", "'failed'")
                        .replace(
                                "'failure': null",
                                "'failure': {'code': 'attempts-spent', 'message': 'five workers died',"
                                        + " 'step': 'finetune-1'}"));

        run("runs", "show", "r7");

        assertThat(screen.out()).contains("failed: five workers died (attempts-spent, step finetune-1)");
    }

    @Test
    void asksForARun() {
        server.gives("runs", "{'request': 'q-1'}");

        var exit = run("runs", "start", "--kind", "finetune", "--priority", "urgent", "--actor", "ada");

        assertThat(exit).isZero();
        assertThat(screen.out()).contains("request q-1");
        var request = server.requests("/runs").get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.actor()).isEqualTo("ada");
        assertThat(request.body()).isEqualTo(Json.parse("{\"kind\":\"finetune\",\"priority\":\"urgent\"}"));
    }

    @Test
    void aKindThatIsNoneIsAUsageError() {
        assertThat(run("runs", "start", "--kind", "evaluate")).isEqualTo(ExitStatus.USAGE.code());
        assertThat(screen.err()).contains("pretrain, finetune, cycle");
        assertThat(server.requests("")).isEmpty();
    }

    @Test
    void asksToCancelARun() {
        server.gives("runs/r7/cancel", "{'request': 'q-2'}");

        assertThat(run("runs", "cancel", "r7", "--json")).isZero();
        assertThat(screen.json().path("request").asText()).isEqualTo("q-2");
    }

    @Test
    void anUnknownRunIsRefused() {
        assertThat(run("runs", "show", "r9")).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("there is no such thing");
    }

    @Test
    void listsAndShowsModels() {
        server.gives("models", page(MODEL)).gives("models/m7", MODEL);

        assertThat(run("models", "list")).isZero();
        assertThat(screen.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
                .contains("m7|1|r7|amae|tiny|0.432|0.310 to 0.520|champion|2026-11-26T17:08:00Z");

        assertThat(run("models", "show", "m7")).isZero();
        assertThat(screen.out()).contains("Dice        0.432, 95 % interval 0.310 to 0.520");
    }

    @Test
    void reportsOfTheModelThatWasJudgedLast() {
        var earlier = MODEL.replace("m7", "m3").replace("17:08", "11:00");
        var unjudged = MODEL.replace("m7", "m9").replace("17:08", "19:00").replace("'promoted'", "null");
        server.gives("models", page(unjudged, MODEL, earlier)).gives("reports/m7", ReportTableTest.REPORT);

        assertThat(run("report")).isZero();
        assertThat(screen.out()).contains("model m7 of project liver").contains("look at", server.address() + "/");
    }

    @Test
    void reportsOfTheModelThatIsNamed() {
        server.gives("reports/m7", ReportTableTest.REPORT);

        assertThat(run("report", "m7", "--json")).isZero();
        assertThat(screen.json()).isEqualTo(Json.parse(ReportTableTest.REPORT.replace('\'', '"')));
    }

    @Test
    void figuresOfAReportCanBeComparedWithAnothers() throws IOException {
        server.gives("reports/m7", ReportTableTest.REPORT)
                .gives("reports/m8", ReportTableTest.REPORT.replace("'1': 0.65", "'1': 0.85"));
        var figures = new ArrayList<Path>();

        for (var model : List.of("m7", "m8")) {
            var own = new Screen();
            assertThat(own.run("report", model, "--csv", "--project", "liver", "--eval-server", server.address()))
                    .isZero();
            figures.add(Files.writeString(folder.resolve(model + ".csv"), own.out()));
        }

        assertThat(figures.get(0)).content().startsWith("""
                patient,case,dice,dice-1,dice-2
                p1,s1,0.5,0.75,0.25
                p2,s2,0.65,0.65,
                p2,s3,,,
                """);
        assertThat(screen.run("compare", figures.get(0), figures.get(1), "--json"))
                .isZero();
        var dice = screen.json().path("metrics").path(0);
        assertThat(dice.path("n").asInt()).isEqualTo(2);
        assertThat(dice.path("difference").path("value").asDouble()).isCloseTo(0.1, within(1e-9));
    }

    @Test
    void saysThatNoModelHasBeenJudged() {
        server.gives("models", page(MODEL.replace("'promoted'", "null")));

        assertThat(run("report")).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("no model of project liver has been judged", "scanloop watch");
    }

    @Test
    void anEvalServiceThatIsAwayIsNamed() {
        server.close();

        assertThat(run("models", "list")).isEqualTo(ExitStatus.UNREACHABLE.code());
        assertThat(screen.err()).contains(server.address().toString(), "--eval-server URL or SCANLOOP_EVAL_URL");
    }

    static String page(String... items) {
        return "{'items': [%s], 'next': null, 'total': %d}".formatted(String.join(",", items), items.length);
    }

    private int run(Object... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--project", "liver", "--eval-server", server.address()));
        return screen.run(all.toArray());
    }
}
