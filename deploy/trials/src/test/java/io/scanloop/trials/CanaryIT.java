package io.scanloop.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scanloop.bench.rig.Answer;
import io.scanloop.bench.rig.Child;
import io.scanloop.bench.rig.LogReader;
import io.scanloop.bench.rig.Rig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A patient who is named in uploads, good and bad, in every field that takes text, appears nowhere afterwards.
 *
 * <p>Attributes are the exception by design: they stand in the study's manifest, and only there.
 */
class CanaryIT {
    private static final List<String> CANARIES = List.of("zebrafink", "quastenflosser", "19451231-qzx");

    private static Rig rig;
    private static List<Answer> answers;

    @BeforeAll
    static void namesThePatientEverywhere() throws Exception {
        rig = IntakeRig.start("canary");

        answers = CanaryRequests.send(rig);

        try (var store = rig.objects()) {
            await("the outbox is empty")
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(
                            () -> assertThat(StoredFacts.keys(store, "outbox/")).isEmpty());
        }
    }

    @AfterAll
    static void stops() {
        if (rig != null) {
            rig.close();
        }
    }

    @Test
    void noEventNamesThePatient() {
        try (var log = new LogReader(rig.bootstrapServers())) {
            var records = log.readAll(log.topics());

            assertThat(records).hasSizeGreaterThan(5).allSatisfy(found -> {
                assertNoCanary("key of " + found.topic(), found.key());
                found.headers().forEach(header -> {
                    assertNoCanary("header of " + found.topic(), header.key());
                    assertNoCanary("header of " + found.topic(), text(header.value()));
                });
                assertNoCanary("value in " + found.topic(), text(found.value()));
                assertThat(text(found.value())).doesNotContain(CanaryRequests.ATTRIBUTE);
            });
        }
    }

    @Test
    void noKeyAndNoStoredByteNamesThePatient() throws IOException {
        var files = filesOf("store");

        assertThat(files.keySet()).hasSizeGreaterThan(10).allSatisfy(file -> assertNoCanary("key", file));
        files.forEach((file, content) -> assertNoCanary(file, content));
    }

    @Test
    void attributesStandInManifestsOnly() throws IOException {
        var holders = new ArrayList<String>();
        for (var folder : List.of("store", "broker", "scratch")) {
            filesOf(folder).forEach((file, content) -> {
                if (content.contains(CanaryRequests.ATTRIBUTE)) {
                    holders.add(file);
                }
            });
        }

        assertThat(holders).isNotEmpty().allMatch(file -> file.matches(".*/studies/[^/]+/r\\d+\\.json"));
    }

    @Test
    void brokerAndScratchHoldNoName() throws IOException {
        for (var folder : List.of("broker", "scratch")) {
            filesOf(folder).forEach((file, content) -> assertNoCanary(file, file + content));
        }
    }

    @Test
    void noLogLineNamesThePatient() throws IOException {
        for (Child child : rig.children()) {
            assertNoCanary("log of " + child.name(), Files.readString(child.log(), StandardCharsets.ISO_8859_1));
        }
        assertThat(Files.readString(rig.intake().log())).doesNotContain(CanaryRequests.ATTRIBUTE);
    }

    @Test
    void noMetricNamesThePatient() throws IOException {
        var metrics = rig.client("canary-test").get("/q/metrics").text();

        assertThat(metrics).contains("http_server_requests");
        assertNoCanary("metrics", metrics);
        assertThat(metrics).doesNotContain("Drosselbart");
    }

    @Test
    void noListNamesThePatient() throws IOException {
        for (var list : List.of("", "/canary/studies", "/canary/quarantine")) {
            var answer = rig.client("canary-test").get("/api/v1/projects" + list);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().path("items")).isNotEmpty();
            assertNoCanary(list, answer.text());
            assertThat(answer.text()).doesNotContain(CanaryRequests.ATTRIBUTE);
        }
    }

    /** A refusal may repeat to its sender what was misspelt. */
    @Test
    void noAnswerAboutAStudyNamesThePatient() {
        var acknowledged = answers.stream().filter(Answer::isAcknowledged).toList();

        assertThat(acknowledged)
                .hasSizeGreaterThan(8)
                .allSatisfy(answer -> assertNoCanary(answer.text(), answer.text()));
    }

    private static SortedMap<String, String> filesOf(String folder) throws IOException {
        var files = new TreeMap<String, String>();
        var root = IntakeRig.folder("canary").resolve("rig").resolve(folder);
        try (var paths = Files.walk(root)) {
            for (var path : paths.filter(Files::isRegularFile)
                    .filter(CanaryIT::isNoIndex)
                    .toList()) {
                files.put(root.relativize(path).toString(), Files.readString(path, StandardCharsets.ISO_8859_1));
            }
        }
        return files;
    }

    /** The broker's indexes are offsets and times, in files that are large and empty. */
    private static boolean isNoIndex(Path file) {
        return !file.toString().endsWith("index");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** In no spelling that a careless encoder would give it. */
    private static void assertNoCanary(String where, String text) {
        if (text == null) {
            return;
        }
        var lower = text.toLowerCase(Locale.ROOT);
        assertThat(spellings()).filteredOn(lower::contains).as(where).isEmpty();
    }

    private static List<String> spellings() {
        var encoded = Stream.of(CanaryRequests.PATIENT, CanaryRequests.STUDY, "Zebrafink")
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .flatMap(name -> Stream.of(
                        Base64.getEncoder()
                                .withoutPadding()
                                .encodeToString(name)
                                .toLowerCase(Locale.ROOT),
                        HexFormat.of().formatHex(name)));
        return Stream.concat(CANARIES.stream(), encoded).toList();
    }
}
