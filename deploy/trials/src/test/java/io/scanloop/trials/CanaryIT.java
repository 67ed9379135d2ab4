package io.scanloop.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scanloop.bench.rig.Answer;
import io.scanloop.bench.rig.Child;
import io.scanloop.bench.rig.IntakeClient;
import io.scanloop.bench.rig.LogReader;
import io.scanloop.bench.rig.Part;
import io.scanloop.bench.rig.Rig;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
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
    private static final String PATIENT = "Zebrafink Quastenflosser";
    private static final String STUDY = "mri of zebrafink 19451231-QZX";
    private static final String ATTRIBUTE = "Drosselbart clinic";
    private static final List<String> CANARIES = List.of("zebrafink", "quastenflosser", "19451231-qzx");
    private static final String STUDIES = "/api/v1/projects/canary/studies";
    private static final Random RANDOM = new Random(1);
    private static final byte[] IMAGE = SyntheticVolume.image(24, RANDOM);

    private static Rig rig;
    private static IntakeClient client;
    private static final List<Answer> ANSWERS = new ArrayList<>();

    @BeforeAll
    static void namesThePatientEverywhere() throws Exception {
        rig = IntakeRig.start("canary");
        client = rig.client("canary-test");
        var configuration =
                "{\"classes\":[{\"value\":1,\"name\":\"lesion\"}],\"contrasts\":[\"T1\",\"T2\"],\"spacing\":[3,3,3]}";
        assertThat(client.json("PUT", "/api/v1/projects/canary", configuration).status())
                .isEqualTo(201);

        var study = soundUploads();
        refusedVolumes();
        refusedRequests();
        conflicts();
        labels(study);
        questions();
        outages();

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

    private static String soundUploads() throws IOException {
        var attributes = ",\"attributes\":{\"site\":\"%s\"}".formatted(ATTRIBUTE);
        var stored = send(names(PATIENT, STUDY, attributes), image("T1", IMAGE));
        assertThat(stored.status()).as(stored.text()).isEqualTo(201);
        assertThat(send(names("  zebraFINK quastenflosser ", STUDY, ""), image("T1", IMAGE))
                        .status())
                .as("the same patient, written otherwise")
                .isEqualTo(200);
        assertThat(send(names(PATIENT, STUDY + "/../é\\u0000\\n", ""), image("T2", IMAGE))
                        .status())
                .isLessThan(500);
        return stored.body().path("study").asText();
    }

    private static void refusedVolumes() throws IOException {
        var garbage = "Zebrafink Quastenflosser, born 19451231-QZX".repeat(40).getBytes(StandardCharsets.UTF_8);
        refused(send(names(PATIENT, "garbage", ""), image("T1", garbage)));
        refused(send(names(PATIENT, "contrast", ""), image("Zebrafink", IMAGE)));
        refused(send(names(PATIENT, "cut", ""), image("T1", withNameInHeader(Arrays.copyOf(IMAGE, 999)))));
        var wrongType = withNameInHeader(IMAGE.clone());
        wrongType[70] = 99;
        refused(send(names(PATIENT, "type", ""), image("T1", wrongType)));
        refused(send(names(PATIENT, "grid", ""), image("T1", IMAGE), image("T2", SyntheticVolume.image(23, RANDOM))));
    }

    /** In the fields for descriptions, which scanners fill with names: data type, database name, description, intent. */
    private static byte[] withNameInHeader(byte[] nifti) {
        for (int offset : new int[] {4, 14, 148, 328}) {
            var name = "Zebrafink".getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(name, 0, nifti, offset, name.length);
        }
        return nifti;
    }

    private static void refusedRequests() throws IOException {
        refused(send("{\"patient\":\"Zebrafink\",,}", image("T1", IMAGE)));
        refused(send("{\"patient\":{\"Zebrafink\":1},\"study\":\"s\"}", image("T1", IMAGE)));
        refused(send("{\"Zebrafink\":\"Quastenflosser\"}", image("T1", IMAGE)));
        refused(send("Zebrafink", image("T1", IMAGE)));
        refused(send(names("Zebrafink".repeat(50), "long", ""), image("T1", IMAGE)));
        refused(send(names(PATIENT, "side", ",\"split\":\"Zebrafink\""), image("T1", IMAGE)));
        refused(send(names(PATIENT, "key", ",\"attributes\":{\"Zebrafink?\":\"x\"}"), image("T1", IMAGE)));
        refused(send(names(PATIENT, "none", "")));
        refused(send(names(PATIENT, "twice", ""), image("T1", IMAGE), image("T1", IMAGE)));
        keep(client.body(
                "POST",
                STUDIES,
                "multipart/form-data; boundary=Zebrafink",
                "Zebrafink".getBytes(StandardCharsets.UTF_8)));
        keep(client.body("POST", STUDIES, "text/zebrafink", "Zebrafink".getBytes(StandardCharsets.UTF_8)));
        keep(client.json("PUT", "/api/v1/projects/canary-2", "{\"zebrafink\":\"Zebrafink\"}"));
    }

    private static void conflicts() throws IOException {
        refused(send(names(PATIENT, STUDY, ""), image("T1", SyntheticVolume.image(24, RANDOM))));
        var sides = new ArrayList<Integer>();
        for (var side : List.of("train", "validation", "test")) {
            var answer = keep(send(names(PATIENT, "side-" + side, ",\"split\":\"" + side + "\""), image("T1", IMAGE)));
            sides.add(answer.status());
        }
        assertThat(sides).containsOnlyOnce(201).contains(409);
    }

    private static void labels(String study) throws IOException {
        var path = "%s/%s/labels".formatted(STUDIES, study);
        var annotator = Part.json("labels", "{\"annotator\":\"reader-1\"}");
        var sound = Part.bytes("file", PATIENT + ".nii", SyntheticVolume.labels(24, 1, RANDOM));
        expect(201, client.send(path, List.of(annotator, sound)));
        var unknownClass = Part.bytes("file", PATIENT + ".nii", SyntheticVolume.labels(24, 3, RANDOM));
        refused(client.send(path, List.of(annotator, unknownClass)));
        refused(client.send(path, List.of(annotator, Part.bytes("Zebrafink", PATIENT, IMAGE))));
        refused(client.send(path, List.of(Part.json("labels", "{\"Zebrafink\":"), sound)));
    }

    private static void questions() throws IOException {
        var names = names(PATIENT, STUDY, "");
        expect(200, client.json("POST", STUDIES + "/lookup", names));
        refused(client.json("POST", STUDIES + "/lookup", names(PATIENT, "never sent", "")));
        refused(client.json("POST", STUDIES + "/lookup", "{\"patient\":\"Zebrafink"));
        var name = URLEncoder.encode(PATIENT, StandardCharsets.UTF_8).replace("+", "%20");
        for (var path : List.of(
                "/" + name,
                "/" + name + "/labels",
                "?split=" + name,
                "?limit=" + name,
                "?after=" + name,
                "?contrast=" + name)) {
            keep(client.get(STUDIES + path));
        }
        keep(client.get("/api/v1/projects/" + name));
        keep(client.get("/api/v1/projects/" + name + "/studies"));
        keep(client.get("/" + name));
    }

    /** What cannot be done says why in the log: the log must know no name then either. */
    private static void outages() throws IOException {
        var patience = Duration.ofMinutes(1);
        for (var child : List.of(rig.store(), rig.broker())) {
            child.killAndRestart();
            IntakeClient.insist(
                    () -> keep(send(
                            names(PATIENT, "while the %s was away".formatted(child.name()), ""), image("T1", IMAGE))),
                    patience);
            child.awaitReady();
        }
    }

    private static String names(String patient, String study, String more) {
        return "{\"patient\":\"%s\",\"study\":\"%s\"%s}".formatted(patient, study, more);
    }

    /** The file's name names the patient, too. */
    private static Part image(String contrast, byte[] nifti) {
        return Part.bytes(contrast, PATIENT + ".nii", nifti);
    }

    private static Answer send(String json, Part... images) throws IOException {
        var parts = new ArrayList<>(List.of(Part.json("study", json)));
        parts.addAll(List.of(images));
        return keep(client.send(STUDIES, parts));
    }

    private static void expect(int status, Answer answer) {
        assertThat(keep(answer).status()).as(answer.text()).isEqualTo(status);
    }

    /** As what, the tests of the service say. */
    private static void refused(Answer answer) {
        assertThat(keep(answer).status()).as(answer.text()).isBetween(400, 499);
    }

    private static Answer keep(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isNotEqualTo(500);
        ANSWERS.add(answer);
        return answer;
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
                assertThat(text(found.value())).doesNotContain(ATTRIBUTE);
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
                if (content.contains(ATTRIBUTE)) {
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
        assertThat(Files.readString(rig.intake().log())).doesNotContain(ATTRIBUTE);
    }

    @Test
    void noMetricNamesThePatient() throws IOException {
        var metrics = client.get("/q/metrics").text();

        assertThat(metrics).contains("http_server_requests");
        assertNoCanary("metrics", metrics);
        assertThat(metrics).doesNotContain("Drosselbart");
    }

    @Test
    void noListNamesThePatient() throws IOException {
        for (var list : List.of("", "/canary/studies", "/canary/quarantine")) {
            var answer = client.get("/api/v1/projects" + list);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().path("items")).isNotEmpty();
            assertNoCanary(list, answer.text());
            assertThat(answer.text()).doesNotContain(ATTRIBUTE);
        }
    }

    /** A refusal may repeat to its sender what was misspelt. */
    @Test
    void noAnswerAboutAStudyNamesThePatient() {
        var answers = ANSWERS.stream().filter(Answer::isAcknowledged).toList();

        assertThat(answers).hasSizeGreaterThan(8).allSatisfy(answer -> assertNoCanary(answer.text(), answer.text()));
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
        var encoded = Stream.of(PATIENT, STUDY, "Zebrafink")
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
