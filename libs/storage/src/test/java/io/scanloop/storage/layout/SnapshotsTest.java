package io.scanloop.storage.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.Split;
import io.scanloop.storage.DirectoryObjectStore;
import io.scanloop.storage.LostObjectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

    private DirectoryObjectStore store;
    private Snapshots snapshots;

    @BeforeEach
    void open(@TempDir Path folder) {
        store = new DirectoryObjectStore(folder);
        snapshots = new Snapshots(store);
    }

    @Test
    void givesBackItsStudiesSortedByTheirIds() {
        var studies = studies(40);

        var snapshot = snapshots.put("brain", 1, shuffled(studies));

        assertThat(snapshots.studies(snapshot)).containsExactlyElementsOf(sorted(studies));
    }

    @Test
    void theSameStudiesAreTheSameSnapshot() {
        var studies = studies(40);

        assertThat(snapshots.put("brain", 1, studies)).isEqualTo(snapshots.put("brain", 1, shuffled(studies)));
    }

    @Test
    void aNewStudyChangesOneChunkAndTheIndex() {
        var studies = studies(40);
        snapshots.put("brain", 1, studies);
        var before = store.list("projects/brain/snapshots/", "", 1000).size();

        snapshots.put("brain", 1, studies(41));

        assertThat(store.list("projects/brain/snapshots/", "", 1000)).hasSize(before + 2);
    }

    @Test
    void aSnapshotThatWasAlteredIsRefused() {
        var snapshot = snapshots.put("brain", 1, studies(3));
        var altered = new ObjectRef(snapshot.key(), "0".repeat(64), snapshot.size());

        assertThatThrownBy(() -> snapshots.studies(altered))
                .isInstanceOf(LostObjectException.class)
                .hasMessageContaining(snapshot.key())
                .hasMessageContaining("altered");
    }

    @Test
    void aSnapshotThatIsAwayIsNamed() {
        var absent = new ObjectRef("projects/brain/snapshots/" + "0".repeat(64) + ".json", "0".repeat(64), 3);

        assertThatThrownBy(() -> snapshots.studies(absent))
                .isInstanceOf(LostObjectException.class)
                .hasMessageContaining(absent.key());
    }

    private static List<SnapshotStudy> studies(int number) {
        return IntStream.range(0, number).mapToObj(SnapshotsTest::study).toList();
    }

    private static SnapshotStudy study(int n) {
        var patient = "a".repeat(15) + LETTERS.charAt(n % 32);
        var study = patient + "-" + "b".repeat(14) + LETTERS.charAt(n / 32) + LETTERS.charAt(n % 32);
        var manifest = new ObjectRef(new ProjectLayout("brain").study(study, 1), "1".repeat(64), 100);
        var labels = n % 2 == 0 ? new SnapshotLabels("l1", manifest) : null;
        return new SnapshotStudy(patient, Split.TRAIN, study, 1, List.of("FLAIR", "T1"), manifest, labels);
    }

    private static List<SnapshotStudy> shuffled(List<SnapshotStudy> studies) {
        var shuffled = new ArrayList<>(studies);
        Collections.reverse(shuffled);
        return shuffled;
    }

    private static List<SnapshotStudy> sorted(List<SnapshotStudy> studies) {
        return studies.stream().sorted((a, b) -> a.study().compareTo(b.study())).toList();
    }
}
