package io.scanloop.eval.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.scanloop.eval.Cohort;
import io.scanloop.eval.HandWritten;
import io.scanloop.events.MetricBatch;
import io.scanloop.events.MetricSource;
import io.scanloop.events.Point;
import io.scanloop.events.RunKind;
import io.scanloop.events.StepKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page in a browser: what it was sent is read from its stream, what it shows from its curves. */
@QuarkusTest
@QuarkusTestResource(EmbeddedServers.class)
class PageIT {
    /** Notes the iteration of each point that the page's stream delivers, in order. */
    private static final String NOTE_ALL = """
            window.iterations = [];
            const Plain = window.EventSource;
            window.EventSource = class extends Plain {
              constructor(url) {
                super(url);
                this.addEventListener('points', event =>
                  JSON.parse(event.data).points.forEach(point => window.iterations.push(point.step)));
              }
            };
            """;

    private static final int COMMITTED = 40;

    private static WrittenLog log;

    @TestHTTPResource("/")
    URI root;

    @BeforeAll
    static void open() {
        log = new WrittenLog(EmbeddedServers.bootstrapServers());
    }

    @AfterAll
    static void close() {
        log.close();
    }

    @Test
    void aPageOpenedLateShowsAllAndACutLineLeavesNoGapAndNoDouble() throws IOException {
        var program = Chromium.installed();
        assumeTrue(
                program.isPresent(), "no Chromium on the PATH, so the page is not tried: Debian: apt install chromium");
        var history = history();

        try (var line = new Line(root.getPort());
                var page = new Chromium(program.get())) {
            page.open("http://127.0.0.1:%d/#project=watched&run=r1".formatted(line.port()), NOTE_ALL);
            eventually(() -> assertThat(iterations(page)).containsExactlyElementsOf(history));
            eventually(() -> assertThat(shown(page)).isEqualTo(history.size()));

            tell(history.size() + 1);
            eventually(() -> assertThat(iterations(page)).hasSize(history.size() + 1));
            line.cut();
            eventually(() -> assertThat(page.value("document.getElementById('connection').dataset.state")
                            .asText())
                    .isEqualTo("away"));
            for (int behind = 2; behind <= 20; behind++) {
                tell(history.size() + behind);
            }
            line.mend();
            tell(history.size() + 21);

            var all = LongStream.rangeClosed(1, history.size() + 21).boxed().toList();
            eventually(() -> assertThat(iterations(page)).containsExactlyElementsOf(all));
            eventually(() -> assertThat(shown(page)).isEqualTo(all.size()));
            pictures(page);
        }
    }

    /** For eyes: with {@code -Dpage.pictures=FOLDER} the page as it looks on some screens. */
    private static void pictures(Chromium page) throws IOException {
        var folder = System.getProperty("page.pictures");
        if (folder != null) {
            page.screen(1280, false);
            page.picture(Path.of(folder, "light.png"));
            page.screen(1280, true);
            page.picture(Path.of(folder, "dark.png"));
            page.screen(390, false);
            page.picture(Path.of(folder, "narrow.png"));
        }
    }

    /** One step that is committed, and the first points of the next. */
    private static List<Long> history() {
        log.write(HandWritten.configured("watched"));
        log.write(HandWritten.started(
                "watched", 1, RunKind.FINETUNE, HandWritten.phase("finetune", StepKind.FINETUNE, 2, 100)));
        log.write(HandWritten.scheduled("watched", 2, "r1", "finetune-0", StepKind.FINETUNE));
        try (var store = EmbeddedServers.store()) {
            var points = LongStream.rangeClosed(1, COMMITTED)
                    .mapToObj(iteration -> Point.of("finetune/loss", 1.0 / iteration, iteration))
                    .toList();
            var manifest = new Cohort(store, "watched").measured("r1", "finetune-0", StepKind.FINETUNE, "a1", points);
            log.write(HandWritten.committed("watched", "r1", "finetune-0", StepKind.FINETUNE, "a1", manifest));
        }
        log.write(HandWritten.scheduled("watched", 3, "r1", "finetune-1", StepKind.FINETUNE));
        for (int iteration = COMMITTED + 1; iteration <= COMMITTED + 5; iteration++) {
            tell(iteration);
        }
        return LongStream.rangeClosed(1, COMMITTED + 5).boxed().toList();
    }

    private static void tell(long iteration) {
        log.write(new MetricBatch(
                "metric-batch/r1/finetune-1/a2/" + iteration,
                "watched",
                "r1",
                "finetune-1",
                "finetune",
                iteration,
                Instant.now(),
                List.of(Point.of("finetune/loss", 1.0 / iteration, iteration)),
                new MetricSource("amae", "tiny", "worker-1", "a2")));
    }

    private static List<Long> iterations(Chromium page) {
        var iterations = new ArrayList<Long>();
        page.value("window.iterations").forEach(iteration -> iterations.add(iteration.asLong()));
        return iterations;
    }

    private static int shown(Chromium page) {
        return page.value("Number(document.body.dataset.points)").asInt();
    }

    private static void eventually(Runnable assertion) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion::run);
    }
}
