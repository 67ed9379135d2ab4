package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlanCommandTest {
    private static final String PLAN = """
            {'project': 'liver', 'version': 3, 'kind': 'cycle', 'method': 'residual-unet', 'preset': 'tiny',
             'configuration': {'method': 'residual-unet', 'preset': 'tiny', 'contrasts': ['T1', 'T2'],
                               'classes': [{'value': 1, 'name': 'a'}, {'value': 2, 'name': 'b'}, {'value': 5, 'name': 'c'}],
                               'spacing': [2.0, 2.0, 2.0]},
             'counts': {'train': 7, 'testStudies': 2, 'patients': {'train': 5, 'validation': 1, 'test': 2}},
             'phases': [{'phase': 'pretrain', 'kind': 'pretrain', 'steps': 3, 'shares': 1, 'iterations': 100, 'total': 300},
                        {'phase': 'finetune', 'kind': 'finetune', 'steps': 3, 'shares': 1, 'iterations': 100, 'total': 300},
                        {'phase': 'predict', 'kind': 'evaluate', 'steps': 1, 'shares': 1, 'iterations': 2, 'total': 2}],
             'obstacles': ['fine-tuning waits for labeled patients: test has 2 of 3']}""";
    /** 100 x 50 x 75 mm along X, Y, Z of the patient, stored in another order. */
    private static final String STUDY =
            "{'contrasts': {'T1': {'shape': [75, 100, 25], 'spacing': [1.0, 1.0, 2.0], 'orientation': 'SRA'}}}";

    private LoopServer server;
    private final Screen screen = new Screen();

    @BeforeEach
    void start() throws IOException {
        server = LoopServer.start();
        server.gives("studies", LoopCommandsTest.page("{'study': 's1'}")).gives("studies/s1", STUDY);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void saysStepsMemoryAndHoursAndStartsNothing() {
        server.gives("plan", PLAN);

        assertThat(run("liver")).isZero();
        assertThat(screen.out())
                .contains("project liver, version 3: cycle with residual-unet tiny", "found 7 studies to learn from")
                .containsPattern("pre-training +3 +100 iterations +300 +\\d+ MiB")
                .containsPattern("predicting +1 +2 studies +2 +\\d+ MiB")
                .containsPattern("the run +7 ");
        assertThat(screen.err())
                .contains("memory: computed", "time: computed from tiny as measured on one thread of")
                .contains("it would not start: fine-tuning waits for labeled patients: test has 2 of 3")
                .contains("nothing was started");
        assertThat(server.requests(""))
                .allSatisfy(request -> assertThat(request.method()).isEqualTo("GET"));
    }

    @Test
    void timeIsWorkOverThroughput() {
        server.gives("plan", PLAN);

        var slow = planned("0.5");
        var fast = planned("5");

        assertThat(slow.path("started").asBoolean(true)).isFalse();
        assertThat(slow.path("hours").asDouble())
                .isCloseTo(10 * fast.path("hours").asDouble(), within(1e-9));
        var training = slow.path("phases").get(1);
        assertThat(training.path("seconds").asDouble())
                .isCloseTo(300 * training.path("secondsEach").asDouble(), within(1e-9));
        // 50 x 25 x 38 voxels of 2 mm are two windows of 40 along X, each alone in a batch of two: two forward passes,
        // of three that an iteration takes
        var predicting = slow.path("phases").get(2);
        assertThat(predicting.path("secondsEach").asDouble())
                .isCloseTo(2 * training.path("secondsEach").asDouble() / 3, within(1e-9));
    }

    @Test
    void theFinetuningIsTheProjects() {
        server.gives("plan", PLAN);
        long plain = finetuningBytes();
        server.gives("plan", finetuning("{'average': 0.99}"));
        long averaged = finetuningBytes();
        server.gives("plan", finetuning("{'regime': 'linear-probe'}"));
        long probe = finetuningBytes();

        assertThat(averaged).isGreaterThan(plain);
        assertThat(probe).isLessThan(plain);
        server.gives("plan", finetuning("{}").replace("'residual-unet'", "'pix2rep'"));
        long alone = finetuningBytes();
        server.gives("plan", finetuning("{'meanTeacher': true}").replace("'residual-unet'", "'pix2rep'"));
        assertThat(finetuningBytes()).as("with its mean teacher").isGreaterThan(alone);
        server.gives("plan", finetuning("{'regime': 'dreaming'}"));
        assertThat(run("liver")).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("dreaming", "use a scanloop of the server's version");
    }

    private static String finetuning(String json) {
        return PLAN.replace("'spacing': [2.0, 2.0, 2.0]}", "'spacing': [2.0, 2.0, 2.0], 'finetuning': " + json + "}");
    }

    private long finetuningBytes() {
        return planned("1").path("phases").get(1).path("bytes").asLong();
    }

    @Test
    void saysWhatDoesNotFitAWorker() {
        server.gives("plan", PLAN.replace("'preset': 'tiny',\n", "'preset': 'paper',\n"));

        assertThat(run("liver", "--worker-memory", "8")).isZero();

        assertThat(screen.out())
                .contains("pre-training DOES NOT FIT into 8.00 GiB: it takes 12.")
                .contains("fine-tuning fits into 8.00 GiB");
    }

    @Test
    void withoutTestStudiesSaysThatNothingIsPredicted() {
        server.gives("studies", LoopCommandsTest.page())
                .gives("plan", PLAN.replaceFirst("(?s),\\s*\\{'phase': 'predict'.*?\\}\\]", "]"));

        assertThat(run("liver")).isZero();

        assertThat(screen.out()).doesNotContain("predicting");
        assertThat(screen.err()).contains("no labelled study on the test side yet");
    }

    @Test
    void anUnknownProjectAndAServerThatIsAwayAreSaid() {
        assertThat(run("liver")).isEqualTo(ExitStatus.REFUSED.code());

        server.close();

        assertThat(run("liver")).isEqualTo(ExitStatus.UNREACHABLE.code());
        assertThat(screen.err()).contains("--server URL or SCANLOOP_URL");
    }

    @Test
    void aMethodThatThisProgramDoesNotKnowIsRefused() {
        server.gives("plan", PLAN.replace("'residual-unet'", "'magic'"));

        assertThat(run("liver")).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("amae, amae-zero-filled, missu, pix2rep", "magic");
    }

    @Test
    void optionsOutOfRangeAreUsageErrors() {
        assertThat(run("liver", "--gmac-per-second", "0")).isEqualTo(ExitStatus.USAGE.code());
        assertThat(run("liver", "--worker-memory", "-1")).isEqualTo(ExitStatus.USAGE.code());
        assertThat(run("liver", "--kind", "evaluate")).isEqualTo(ExitStatus.USAGE.code());
        assertThat(server.requests("")).isEmpty();
    }

    @Test
    void presetsAreListedWithWhatIsMeasuredAndWhatComputed() {
        assertThat(screen.run("presets", "--method", "missu")).isZero();

        assertThat(screen.out())
                .containsPattern("missu +tiny +fine-tuning +0\\.66 M +2\\.28 .* measured")
                .containsPattern("missu +paper +fine-tuning +11\\.51 M +1535 .* computed");
        assertThat(screen.run("presets", "--method", "magic")).isEqualTo(ExitStatus.USAGE.code());
        assertThat(screen.run("presets", "--measure", "huge")).isEqualTo(ExitStatus.USAGE.code());
    }

    private JsonNode planned(String speed) {
        var own = new Screen();
        assertThat(own.run("plan", "liver", "--gmac-per-second", speed, "--json", "--server", server.address()))
                .isZero();
        return own.json();
    }

    private int run(Object... arguments) {
        var all = new ArrayList<>(List.of((Object) "plan"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--server", server.address()));
        return screen.run(all.toArray());
    }
}
