package io.scanloop.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scanloop.bench.rig.Child;
import io.scanloop.bench.rig.Rig;
import io.scanloop.events.LabelsAccepted;
import io.scanloop.events.LabelsStored;
import io.scanloop.events.PatientAssigned;
import io.scanloop.events.StudyStored;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.StudyManifest;
import io.scanloop.trials.CohortUpload.LabelSet;
import io.scanloop.trials.CohortUpload.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code kill -9} of intake, broker and store while a cohort is uploaded: nothing that was acknowledged is lost, and
 * nothing has an effect twice.
 *
 * <p>The long trial runs on demand:
 *
 * <pre>
 * mvn -B -pl deploy/trials -am verify -Dgroups=slow -Dtest.excluded= -Dit.test=UploadUnderFireIT \
 *     -Dfailsafe.failIfNoSpecifiedTests=false -Dkills=12 -Dseed=1 -Dcohort=DIR
 * </pre>
 *
 * The last three are optional; without a folder of studies a cohort is generated. The last figures are in
 * {@code docs/results/intake-under-fire.md}.
 */
class UploadUnderFireIT {
    private static final Duration TO_SETTLE = Duration.ofMinutes(2);

    @Test
    void aKillOfEachLosesNothing() throws Exception {
        var cohort = Cohort.generate(fresh("fire-short"), 12, 2, 7);

        uploadUnderFire("fire-short", cohort, 3, 7);
    }

    @Test
    @Tag("slow")
    void manyKillsLoseNothing() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        var folder = System.getProperty("cohort");
        var cohort = folder == null
                ? Cohort.generate(fresh("fire"), 40, 3, seed)
                : Cohort.read(Path.of(folder), Integer.getInteger("classes", 8));

        uploadUnderFire("fire", cohort, Integer.getInteger("kills", 12), seed);
    }

    private static Path fresh(String trial) {
        return Rig.emptied(IntakeRig.folder(trial).resolve("cohort"));
    }

    private static void uploadUnderFire(String trial, Cohort cohort, int kills, long seed) throws Exception {
        try (var rig = IntakeRig.start(trial);
                var store = rig.objects()) {
            configure(rig, trial, cohort);
            var reaper = new Reaper(rig, CohortUpload.requests(cohort), kills, seed);
            var upload = new CohortUpload(rig.client("fire"), trial, reaper::requestBegins);
            long begun = System.nanoTime();

            reaper.start();
            upload.send(cohort);
            reaper.join();
            rig.awaitReady();
            awaitQuiet(store);

            System.out.printf(
                    Locale.ROOT,
                    "seed %d: %d patients, %d studies, %d uploads in %d attempts, answers %s; killed: %s; %.0f s%n",
                    seed,
                    cohort.patients(),
                    cohort.studies().size(),
                    upload.requests.get(),
                    upload.attempts.get(),
                    upload.statuses,
                    rig.children().stream()
                            .map(child -> child.name() + " " + child.kills())
                            .collect(Collectors.joining(", ")),
                    (System.nanoTime() - begun) / 1e9);
            assertThat(rig.children().stream().mapToInt(Child::kills).sum()).isEqualTo(kills);
            var announced = AnnouncedFacts.read(rig.bootstrapServers());
            System.out.printf("records that repeat an event: %d%n", announced.repeated());
            assertThat(announced.contradictions()).isEmpty();
            var stored = StoredFacts.read(store, trial);
            studiesAgree(upload, announced, stored);
            sidesAgree(cohort, upload, announced, stored);
            labelsAgree(upload, announced, stored);
            bytesAreWhole(store, upload, stored);
            everyStudyIsShown(rig, trial, upload);
            sendingAgainHasNoEffect(rig, trial, cohort, upload, announced);
        }
    }

    private static void configure(Rig rig, String project, Cohort cohort) throws IOException {
        var classes = IntStream.rangeClosed(1, cohort.classes())
                .mapToObj(value -> "{\"value\":%d,\"name\":\"class-%d\"}".formatted(value, value))
                .collect(Collectors.joining(",", "[", "]"));
        var contrasts = Cohort.CONTRASTS.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
        var configuration = "{\"classes\":%s,\"contrasts\":%s,\"spacing\":[3,3,3]}".formatted(classes, contrasts);
        var answer = rig.client("fire").json("PUT", "/api/v1/projects/" + project, configuration);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    /** The outbox is empty: what was to be announced has been acknowledged by the broker. */
    private static void awaitQuiet(ObjectStore store) {
        await("the outbox is empty")
                .atMost(TO_SETTLE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(
                        () -> assertThat(StoredFacts.keys(store, "outbox/")).isEmpty());
    }

    private static void studiesAgree(CohortUpload upload, AnnouncedFacts announced, StoredFacts stored) {
        assertThat(announced.of(StudyStored.class))
                .extracting(event -> new Revision(event.study(), event.revision()))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(upload.revisions);
        assertThat(stored.studies())
                .extracting(manifest -> new Revision(manifest.study(), manifest.revision()))
                .containsExactlyInAnyOrderElementsOf(upload.revisions);
    }

    private static void sidesAgree(Cohort cohort, CohortUpload upload, AnnouncedFacts announced, StoredFacts stored) {
        assertThat(upload.sides).hasSize((int) cohort.patients());
        assertThat(upload.sides.values()).allSatisfy(sides -> assertThat(sides).hasSize(1));
        var answered = upload.sides.entrySet().stream()
                .map(side -> side.getKey() + " " + side.getValue().iterator().next())
                .toList();
        assertThat(announced.of(PatientAssigned.class))
                .extracting(event -> event.patient() + " " + lower(event.split()))
                .containsExactlyInAnyOrderElementsOf(answered);
        assertThat(stored.patients())
                .extracting(patient -> patient.patient() + " " + lower(patient.split()))
                .containsExactlyInAnyOrderElementsOf(answered);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void labelsAgree(CohortUpload upload, AnnouncedFacts announced, StoredFacts stored) {
        assertThat(announced.of(LabelsStored.class))
                .extracting(event -> new LabelSet(event.study(), event.labels()))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(upload.labelSets);
        assertThat(announced.of(LabelsAccepted.class))
                .extracting(event -> new LabelSet(event.study(), event.labels()))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(upload.labelSets);
        assertThat(stored.labels())
                .extracting(manifest -> new LabelSet(manifest.study(), manifest.labels()))
                .containsExactlyInAnyOrderElementsOf(upload.labelSets);
        assertThat(stored.accepted()).hasSameSizeAs(upload.labelSets);
    }

    private static void bytesAreWhole(ObjectStore store, CohortUpload upload, StoredFacts stored) throws Exception {
        for (StudyManifest study : stored.studies()) {
            for (var contrast : study.contrasts().entrySet()) {
                var object = contrast.getValue().object();
                var sent = upload.files.get(study.study()).get(contrast.getKey());
                assertThat(StoredFacts.sha256(store, object.key()))
                        .isEqualTo(object.sha256())
                        .isEqualTo(sha256(sent));
            }
        }
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    private static void everyStudyIsShown(Rig rig, String project, CohortUpload upload) throws IOException {
        var client = rig.client("fire");
        for (var study : upload.files.entrySet()) {
            var answer = client.get("/api/v1/projects/%s/studies/%s".formatted(project, study.getKey()));
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.body().path("contrasts").size())
                    .isEqualTo(study.getValue().size());
        }
        await("lists have caught up")
                .atMost(TO_SETTLE)
                .untilAsserted(() -> assertThat(client.get("/api/v1/projects/%s/studies?limit=1".formatted(project))
                                .body()
                                .path("total")
                                .asInt())
                        .isEqualTo(upload.files.size()));
    }

    private static void sendingAgainHasNoEffect(
            Rig rig, String project, Cohort cohort, CohortUpload before, AnnouncedFacts announcedBefore)
            throws Exception {
        var again = new CohortUpload(rig.client("fire"), project, () -> {});

        again.send(cohort);

        assertThat(again.statuses).containsOnlyKeys(200);
        assertThat(again.labelSets).isEqualTo(before.labelSets);
        assertThat(AnnouncedFacts.read(rig.bootstrapServers()).events()).hasSameSizeAs(announcedBefore.events());
    }
}
