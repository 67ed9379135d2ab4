package io.scanloop.workflow.dispatch;

import static io.scanloop.workflow.dispatch.Facts.accepted;
import static io.scanloop.workflow.dispatch.Facts.assigned;
import static io.scanloop.workflow.dispatch.Facts.labels;
import static io.scanloop.workflow.dispatch.Facts.quarantined;
import static io.scanloop.workflow.dispatch.Facts.stored;
import static io.scanloop.workflow.dispatch.Facts.study;
import static io.scanloop.workflow.dispatch.Facts.withdrawn;
import static io.scanloop.workflow.dispatch.Rehearsal.configuration;
import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.events.PlannedPhase;
import io.scanloop.events.Split;
import io.scanloop.events.StudyStored;
import io.scanloop.storage.layout.SnapshotLabels;
import io.scanloop.storage.layout.SnapshotStudy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which revisions and labels of which studies a run is given. */
class RunStudiesTest {
    private static final Duration QUIET = Duration.ofSeconds(30);

    private final Rehearsal project = new Rehearsal().configuredAs(configuration(3, 3, 1, "tiny"));

    @Test
    void aStudyWithoutAContrastOfTheTaskIsNeitherUsedNorPlannedFor() {
        project.configuredAs(configuration(0, 8, 1, "tiny")).labelledPatients();
        var other = stored(50, 1, project.now());
        project.reads(
                assigned(50, Split.TEST),
                new StudyStored(
                        other.id(),
                        other.at(),
                        other.project(),
                        other.patient(),
                        other.study(),
                        1,
                        List.of("CT"),
                        other.manifest(),
                        "local"),
                labels(50, 1),
                accepted(50, 1, project.now()));

        project.after(QUIET);

        assertThat(project.snapshot).hasSize(7).extracting(SnapshotStudy::study).doesNotContain(study(50));
        assertThat(project.starts().get(0).plan())
                .filteredOn(phase -> phase.phase().equals("predict"))
                .extracting(PlannedPhase::total)
                .containsExactly(3L);
    }

    @Test
    void aRunUsesTheLatestAcceptedLabelSetThatWasNotWithdrawn() {
        project.configuredAs(configuration(0, 7, 1, "tiny")).labelledPatients();
        project.reads(labels(100, 2), labels(100, 10), labels(100, 11), labels(100, 12));
        project.reads(
                accepted(100, 2, project.now()), accepted(100, 10, project.now()), accepted(100, 12, project.now()));
        project.reads(withdrawn(100, 12));
        project.after(QUIET);

        assertThat(project.snapshot)
                .filteredOn(study -> study.study().equals(study(100)))
                .extracting(SnapshotStudy::labels)
                .extracting(SnapshotLabels::labels)
                .containsExactly("l10");
    }

    @Test
    void aQuarantinedRevisionGivesWayToTheOneBefore() {
        project.trainStudies(0, 3)
                .reads(stored(0, 2, project.now()), quarantined(0, 2))
                .after(QUIET);

        assertThat(project.snapshot)
                .filteredOn(study -> study.study().equals(study(0)))
                .extracting(SnapshotStudy::revision)
                .containsExactly(1);
    }
}
