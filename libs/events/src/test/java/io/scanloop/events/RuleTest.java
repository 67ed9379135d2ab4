package io.scanloop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final ObjectRef OBJECT = new ObjectRef("projects/brain/config/1.json", DIGEST, 10);

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "John Doe", "Brain", "-brain", "brain/mr", "../brain", "größe"})
    void aNameIsOneSegmentOfLowerCase(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> configured(name, 1, 1))
                .withMessageContaining("project must be like")
                .withMessageContaining(name);
    }

    @Test
    void versionsCountFromOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> configured("brain", 0, 0))
                .withMessageContaining("version must be at least 1, got \"0\"");
    }

    @Test
    void aGenerationNeverRunsAheadOfItsVersion() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> configured("brain", 1, 2))
                .withMessageContaining("generation must be at most the version 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123", "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"})
    void aDigestHas64LowerCaseHexadecimalDigits(String digest) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ObjectRef("key", digest, 0))
                .withMessageContaining("sha256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://store/bucket/key?signature=1", "/etc/passwd", ""})
    void aReferenceIsAKeyAndNeverAUrl(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ObjectRef(key, DIGEST, 0))
                .withMessageContaining("key");
    }

    @Test
    void aStudyHasAContrast() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StudyStored(
                        "study-stored/brain/s1/r1", Instant.EPOCH, "brain", "p1", "s1", 1, List.of(), OBJECT, "local"))
                .withMessageContaining("contrasts");
    }

    @Test
    void aPhaseComesAfterPhasesBeforeItOnly() {
        var first = new PlannedPhase("pretrain", StepKind.PRETRAIN, 1, 1, 1, 1, List.of("finetune"));
        var second = new PlannedPhase("finetune", StepKind.FINETUNE, 1, 1, 1, 1, List.of("pretrain"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> started(List.of(first, second)))
                .withMessageContaining("after must be among the phases before");
    }

    @Test
    void aPhaseKnowsItsTotal() {
        var unsaid = new PlannedPhase("pretrain", StepKind.PRETRAIN, 3, 1, 100, 0, List.of());

        assertThat(unsaid.total()).isEqualTo(300);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlannedPhase("pretrain", StepKind.PRETRAIN, 3, 1, 100, 200, List.of()))
                .withMessageContaining("total must be more than 200 and at most 300");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.11, -1e300, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aPointHoldsAnyNumber(double value) {
        var point = Point.of("train/loss/mip", value, 1200);

        assertThat(point.number()).isEqualTo(Double.valueOf(value));
    }

    private static ProjectConfigured configured(String project, int version, int generation) {
        return new ProjectConfigured(
                "project-configured/brain/v1", Instant.EPOCH, project, version, generation, OBJECT, "local");
    }

    private static RunStarted started(List<PlannedPhase> plan) {
        return new RunStarted(
                "run-started/brain/r1",
                "brain",
                1,
                Instant.EPOCH,
                "r1",
                RunKind.CYCLE,
                new RunCause(Trigger.MANUAL, "asked for", null),
                Priority.NORMAL,
                1,
                1,
                OBJECT,
                OBJECT,
                "amae",
                "tiny",
                42,
                null,
                0,
                0,
                plan);
    }
}
