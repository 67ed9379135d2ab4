package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MetricsCommandTest {
    private static final String CAUGHT_UP = "event: caught-up\ndata: {}\n\n";

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
    void printsHistoryALineForEachPoint() {
        server.streams(
                points("0-1", point("pretrain/loss", "0.5", 1), point("pretrain/rate", "1.0E-4", 1)) + CAUGHT_UP);

        assertThat(metrics()).isZero();
        assertThat(screen.out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly("r7 pretrain-0 pretrain/loss 1 0.5", "r7 pretrain-0 pretrain/rate 1 1.0E-4");
    }

    @Test
    void asksForOneRunAndSomeMetricsOnly() {
        server.streams(CAUGHT_UP);

        metrics("--run", "r7", "--metric", "pretrain/l");

        assertThat(server.requests("/metrics/stream").get(0).query())
                .isEqualTo("project=liver&run=r7&metric=pretrain/l");
    }

    @Test
    void saysThatHistoryComesAgainWhenThePositionIsLost() {
        var reset = "event: reset\ndata: {}\n\n";
        server.streams("retry: 1000\n\n" + reset + ": alive\nid: 0-7\n\n" + reset + CAUGHT_UP);

        assertThat(metrics()).isZero();
        assertThat(screen.err()).containsOnlyOnce("history comes again");
    }

    @Test
    void aPointIsADocumentWhenJsonIsAskedFor() {
        server.streams(points("0-1", "{\"key\":\"pretrain/loss\",\"value\":null,\"nonFinite\":\"nan\",\"step\":9}")
                + CAUGHT_UP);

        metrics("--json");

        assertThat(screen.json())
                .isEqualTo(Json.parse("{\"run\":\"r7\",\"step\":\"pretrain-0\",\"attempt\":\"a1\","
                        + "\"phase\":\"pretrain\",\"key\":\"pretrain/loss\",\"iteration\":9,\"value\":null,"
                        + "\"nonFinite\":\"nan\"}"));
    }

    @Test
    void goesOnWhereTheStreamWasCut() {
        var half = "id: 0-3\nevent: points\ndata: {\"runId\":";
        server.streams(
                points("0-1", point("pretrain/loss", "0.5", 1))
                        + points("0-2.1-4", point("pretrain/loss", "0.4", 2))
                        + half,
                points("0-3.1-4", point("pretrain/loss", "0.3", 3)));

        var exit = metrics("--follow"); // the third time the server refuses

        assertThat(exit).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(server.requests("/metrics/stream"))
                .extracting(LoopServer.Request::lastEventId)
                .containsExactly(null, "0-2.1-4", "0-3.1-4");
        assertThat(screen.out().lines().map(line -> line.replaceAll(".* ", ""))).containsExactly("0.5", "0.4", "0.3");
        assertThat(screen.err()).contains("the stream was cut; it goes on from there");
    }

    @Test
    void eventsAreReadAsTheirSpecificationSays() {
        var lines =
                List.of(": remark", "data: {\"a\":", "data:1}", "", "event: x", "id: 7", "data: 2", "", "data: lost");

        var events = new ArrayList<ServerEvent>();
        ServerEvent.in(lines.stream()).forEachRemaining(events::add);

        assertThat(events)
                .containsExactly(
                        new ServerEvent(null, "message", Json.parse("{\"a\":1}")),
                        new ServerEvent("7", "x", Json.parse("2")));
    }

    static String points(String id, String... points) {
        return "id: %s\nevent: points\ndata: {\"runId\":\"r7\",\"stepId\":\"pretrain-0\",\"phase\":\"pretrain\",\"attempt\":\"a1\",\"points\":[%s]}\n\n"
                .formatted(id, String.join(",", points));
    }

    static String point(String key, String value, int iteration) {
        return "{\"key\":\"%s\",\"value\":%s,\"step\":%d}".formatted(key, value, iteration);
    }

    private int metrics(Object... arguments) {
        var all = new ArrayList<Object>(List.of("metrics", "--project", "liver", "--eval-server", server.address()));
        all.addAll(List.of(arguments));
        return screen.run(all.toArray());
    }
}
