package io.scanloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.events.Event;
import io.scanloop.events.Split;
import io.scanloop.events.StudyRejected;
import io.scanloop.events.StudyStored;
import io.scanloop.ingest.Receipt.Outcome;
import io.scanloop.ingest.StudyIntake.OnConflict;
import io.scanloop.storage.ObjectStoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyIntakeTest {
    private static final byte[] VOLUME = TinyNifti.of(1, 2, 3);
    private static final byte[] OTHER = TinyNifti.of(4, 5, 6);

    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
    }

    @Test
    void aStudyIsStoredAndAnnounced() {
        var receipt = bench.send("Ada", "scan", Map.of("T1", VOLUME));

        assertThat(receipt.outcome()).isEqualTo(Outcome.ANNOUNCED);
        var manifest = receipt.document().manifest();
        assertThat(manifest.revision()).isEqualTo(1);
        var object = manifest.contrasts().get("T1").object();
        assertThat(bench.store.objects.get(object.key())).isEqualTo(VOLUME);
        assertThat(bench.announced(StudyStored.class))
                .singleElement()
                .satisfies(event -> assertThat(bench.store.objects)
                        .containsKey(event.manifest().key()));
        assertThat(bench.store.list(Outbox.PREFIX, "", 10)).isEmpty();
        assertThat(bench.scratch.used()).isZero();
    }

    @Test
    void aStudySentTwiceIsStoredOnce() {
        bench.send("Ada", "scan", Map.of("T1", VOLUME));

        var again = bench.send("Ada", "scan", Map.of("T1", VOLUME));

        assertThat(again.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(bench.announced(StudyStored.class)).hasSize(1);
    }

    @Test
    void compressionMakesNoOtherStudy() throws IOException {
        bench.send("Ada", "scan", Map.of("T1", VOLUME));

        assertThat(bench.send("Ada", "scan", Map.of("T1", gzip(VOLUME))).outcome())
                .isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void aLateContrastMakesTheNextRevision() {
        bench.send("Ada", "scan", Map.of("T1", VOLUME));

        var later = bench.send("Ada", "scan", Map.of("T2", OTHER)).document().manifest();

        assertThat(later.revision()).isEqualTo(2);
        assertThat(later.contrasts()).containsOnlyKeys("T1", "T2");
        assertThat(bench.announced(StudyStored.class))
                .extracting(StudyStored::revision)
                .containsExactly(1, 2);
    }

    @Test
    void otherContentIsRefusedUnlessItIsMeantToReplace() {
        bench.send("Ada", "scan", Map.of("T1", VOLUME));
        var request = new StudyRequest("Ada", "scan", null, null);

        assertRefused("other-content", () -> bench.send("Ada", "scan", Map.of("T1", OTHER)));
        var replaced = bench.send(request, Map.of("T1", OTHER), OnConflict.REPLACE);

        assertThat(replaced.document().manifest().revision()).isEqualTo(2);
        assertThat(bench.send("Ada", "scan", Map.of("T1", OTHER)).outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void laterAttributesAreKept() {
        bench.send("Ada", "scan", Map.of("T1", VOLUME));
        var request = new StudyRequest("Ada", "scan", Map.of("sex", "F"), null);

        var later = bench.send(request, Map.of("T1", VOLUME), OnConflict.REFUSE);

        assertThat(later.document().manifest().attributes()).containsEntry("sex", "F");
        assertThat(later.document().manifest().revision()).isEqualTo(2);
    }

    @Test
    void theBrokerMayBeAway() {
        bench.isBrokerAway = true;
        var receipt = bench.send("Ada", "scan", Map.of("T1", VOLUME));
        assertThat(receipt.outcome()).isEqualTo(Outcome.STORED);

        bench.later(Duration.ofMinutes(1));
        assertThat(bench.ingest.outbox().reconcile().left()).isPositive();
        bench.isBrokerAway = false;
        bench.later(Duration.ofMinutes(1));
        assertThat(bench.ingest.outbox().reconcile().left()).isZero();

        assertThat(bench.announced(StudyStored.class)).hasSize(1);
        assertThat(bench.store.list(Outbox.PREFIX, "", 10)).isEmpty();
    }

    @Test
    void whereverTheStoreDiesASecondTryMakesItWholeAndAnnouncesItOnce() {
        var undisturbed = bench.store.objects.size();
        bench.send("Ada", "scan", Map.of("T1", VOLUME, "T2", OTHER));
        int puts = bench.store.objects.size() - undisturbed + 2; // and two outbox entries, deleted since
        for (int dying = 1; dying <= puts; dying++) {
            var store = new MemoryObjectStore();
            var trial = new Bench(folder, store);
            var left = new int[] {dying};
            store.failsToPut = key -> --left[0] == 0;

            try {
                trial.send("Ada", "scan", Map.of("T1", VOLUME, "T2", OTHER));
            } catch (ObjectStoreException e) {
                trial.send("Ada", "scan", Map.of("T1", VOLUME, "T2", OTHER));
            }
            trial.later(Duration.ofHours(1));
            trial.ingest.outbox().reconcile();

            assertThat(trial.announced(StudyStored.class))
                    .as("died at put %d", dying)
                    .hasSize(1);
            assertThat(trial.announced).extracting(Event::id).doesNotHaveDuplicates();
            assertThat(store.list(Outbox.PREFIX, "", 10)).isEmpty();
        }
    }

    @Test
    void aDeathBetweenManifestAndAnnouncementLosesNoEvent() {
        bench.store.failsToPut = key -> key.endsWith("r1.json");
        assertThatThrownBy(() -> bench.send("Ada", "scan", Map.of("T1", VOLUME)))
                .isInstanceOf(ObjectStoreException.class);
        bench.store.failsToPut = key -> false;
        bench.isBrokerAway = true; // the process dies here: nobody announces
        bench.send("Ada", "scan", Map.of("T1", VOLUME));
        bench.isBrokerAway = false;

        var successor = new Bench(folder, bench.store);
        successor.later(Duration.ofMinutes(1));
        successor.ingest.outbox().reconcile();

        assertThat(successor.announced(StudyStored.class)).hasSize(1);
    }

    @Test
    void everyFaultOfEveryFileIsNamedAndNothingIsStored() {
        var files = Map.of("T1", new byte[100], "T2", VOLUME, "PET", VOLUME);

        assertThatThrownBy(() -> bench.send("Ada", "scan", files)).isInstanceOfSatisfying(RefusedException.class, e -> {
            assertThat(e.refusal().kind()).isEqualTo(Refusal.Kind.INVALID);
            assertThat(e.refusal().reasons()).hasSize(2);
            assertThat(e.refusal().reasons()).extracting("code").contains("unknown-contrast");
        });

        assertThat(bench.announced(StudyRejected.class)).hasSize(1);
        assertThat(bench.ingest.quarantine().list(Bench.PROJECT, "", 10).items())
                .hasSize(1);
        assertThat(bench.announced(StudyStored.class)).isEmpty();
        assertThat(bench.scratch.used()).isZero();
    }

    @Test
    void contrastsOfAStudyLieOnOneGrid() {
        assertRefused(
                "other-grid", () -> bench.send("Ada", "scan", Map.of("T1", VOLUME, "T2", TinyNifti.at(2f, 1, 2))));
    }

    @Test
    void contrastsThatArriveAtOnceLieOnOneGridToo() {
        var racing = new Bench(folder, bench.store);
        var hasRaced = new AtomicBoolean();
        bench.store.failsToPut = key -> {
            if (key.endsWith("r1.json") && hasRaced.compareAndSet(false, true)) {
                racing.send("Ada", "scan", Map.of("T2", OTHER)); // the other replica is quicker
            }
            return false;
        };

        assertRefused("other-grid", () -> bench.send("Ada", "scan", Map.of("T1", TinyNifti.at(2f, 1, 2))));

        assertThat(hasRaced).isTrue();
    }

    @Test
    void theGridUnderLabelsStays() {
        var study = bench.send("Ada", "scan", Map.of("T1", VOLUME))
                .document()
                .manifest()
                .study();
        bench.label(study, "rater", TinyNifti.of(0, 1), LabelIntake.Acceptance.AT_ONCE);
        var request = new StudyRequest("Ada", "scan", null, null);
        var moved = Map.of("T1", TinyNifti.at(2f, 1, 2));

        assertRefused("other-grid", () -> bench.send(request, moved, OnConflict.REPLACE));
        bench.ingest.labelReview().withdraw(Bench.PROJECT, study, "l1", "drawn on another scan", "tester");

        assertThat(bench.send(request, moved, OnConflict.REPLACE).outcome()).isEqualTo(Outcome.ANNOUNCED);
    }

    @Test
    void theSameRefusalIsRecordedAndAnnouncedOnce() {
        for (int i = 0; i < 3; i++) {
            assertRefused("no-signal", () -> bench.send("Ada", "scan", Map.of("T1", TinyNifti.of())));
        }

        assertThat(bench.announced(StudyRejected.class)).hasSize(1);
        assertThat(bench.ingest.quarantine().list(Bench.PROJECT, "", 10).items())
                .hasSize(1);
    }

    @Test
    void anEntryThatCannotBeReadHoldsNoOtherUp() {
        bench.isBrokerAway = true;
        bench.store.putIfAbsent("outbox/0000000000001-deadbeef.json", "not an entry".getBytes(StandardCharsets.UTF_8));
        bench.store.putIfAbsent("outbox/0000000000002-deadbeef.json-draft", new byte[0]);
        bench.send("Ada", "scan", Map.of("T1", VOLUME));
        bench.isBrokerAway = false;
        bench.later(Duration.ofMinutes(1));

        var walk = bench.ingest.outbox().reconcile();

        assertThat(walk.unreadable()).containsExactly("outbox/0000000000001-deadbeef.json");
        assertThat(bench.announced(StudyStored.class)).hasSize(1);
    }

    @Test
    void aVolumeThatShowsNothingIsRefused() {
        assertRefused("no-signal", () -> bench.send("Ada", "scan", Map.of("T1", TinyNifti.of())));
    }

    @Test
    void aPatientCannotBePulledToAnotherSide() {
        bench.send(new StudyRequest("Ada", "one", null, "test"), Map.of("T1", VOLUME), OnConflict.REFUSE);

        assertRefused(
                "split-conflict",
                () -> bench.send(
                        new StudyRequest("Ada", "two", null, "train"), Map.of("T1", OTHER), OnConflict.REFUSE));
        var second = bench.send("Ada", "two", Map.of("T1", OTHER)).document();
        assertThat(second.patient().split()).isEqualTo(Split.TEST);
    }

    @Test
    void noNameOfAPatientOrAStudyStandsAnywhere() {
        bench.send("Lovelace^Ada", "Accession 1815", Map.of("T1", VOLUME));
        try {
            bench.send("Lovelace^Ada", "Accession 1816", Map.of("Lovelace^Ada", VOLUME));
        } catch (RefusedException e) {
            assertThat(e.refusal().toString()).doesNotContain("Lovelace");
        }

        assertThat(bench.announced.toString()).doesNotContain("Lovelace", "Accession");
        bench.store.objects.forEach((key, bytes) -> {
            assertThat(key).doesNotContain("Lovelace", "Accession");
            assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("Lovelace", "Accession");
        });
    }

    @Test
    void anotherInstallationKeyIsRefused() {
        var other = new Installation(bench.store, new InstallationKey(new byte[32]));

        assertThatThrownBy(other::verify).hasMessageContaining("restore the right key file");
    }

    @Test
    void aStudyIsFoundByTheNamesOfItsSender() {
        var sent = bench.send("Ada", "scan", Map.of("T1", VOLUME)).document().manifest();

        var found = bench.ingest.storedStudies().find(Bench.PROJECT, new StudyRequest("ADA ", "scan", null, null));

        assertThat(found)
                .hasValueSatisfying(study -> assertThat(study.manifest()).isEqualTo(sent));
        assertThat(bench.ingest.storedStudies().find(Bench.PROJECT, new StudyRequest("Ada", "other", null, null)))
                .isEmpty();
        assertThat(List.of("../..", "a", ""))
                .allSatisfy(id -> assertThat(bench.ingest.storedStudies().find(Bench.PROJECT, id))
                        .isEmpty());
    }

    private static void assertRefused(String code, Runnable request) {
        assertThatThrownBy(request::run)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo(code));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
