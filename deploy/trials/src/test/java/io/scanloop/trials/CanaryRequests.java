package io.scanloop.trials;

import static org.assertj.core.api.Assertions.assertThat;

import io.scanloop.bench.rig.Answer;
import io.scanloop.bench.rig.IntakeClient;
import io.scanloop.bench.rig.Part;
import io.scanloop.bench.rig.Rig;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Requests, good and bad, that name one patient in every field that takes text, and in some that do not. */
final class CanaryRequests {
    static final String PATIENT = "Zebrafink Quastenflosser";
    static final String STUDY = "mri of zebrafink 19451231-QZX";
    /** Attributes are kept in the study's manifest. */
    static final String ATTRIBUTE = "Drosselbart clinic";

    private static final String STUDIES = "/api/v1/projects/canary/studies";
    private static final Random RANDOM = new Random(1);
    private static final byte[] IMAGE = SyntheticVolume.image(24, RANDOM);

    private final Rig rig;
    private final IntakeClient client;
    private final List<Answer> answers = new ArrayList<>();

    private CanaryRequests(Rig rig) {
        this.rig = rig;
        this.client = rig.client("canary-test");
    }

    /** Sends them all and gives the answers. */
    static List<Answer> send(Rig rig) throws IOException {
        var requests = new CanaryRequests(rig);
        requests.configure();
        var study = requests.soundUploads();
        requests.refusedVolumes();
        requests.refusedRequests();
        requests.conflicts();
        requests.labels(study);
        requests.questions();
        requests.outages();
        return requests.answers;
    }

    private void configure() throws IOException {
        var configuration =
                "{\"classes\":[{\"value\":1,\"name\":\"lesion\"}],\"contrasts\":[\"T1\",\"T2\"],\"spacing\":[3,3,3]}";
        expect(201, client.json("PUT", "/api/v1/projects/canary", configuration));
    }

    private String soundUploads() throws IOException {
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

    private void refusedVolumes() throws IOException {
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
    private byte[] withNameInHeader(byte[] nifti) {
        for (int offset : new int[] {4, 14, 148, 328}) {
            var name = "Zebrafink".getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(name, 0, nifti, offset, name.length);
        }
        return nifti;
    }

    private void refusedRequests() throws IOException {
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

    private void conflicts() throws IOException {
        refused(send(names(PATIENT, STUDY, ""), image("T1", SyntheticVolume.image(24, RANDOM))));
        var sides = new ArrayList<Integer>();
        for (var side : List.of("train", "validation", "test")) {
            var answer = keep(send(names(PATIENT, "side-" + side, ",\"split\":\"" + side + "\""), image("T1", IMAGE)));
            sides.add(answer.status());
        }
        assertThat(sides).containsOnlyOnce(201).contains(409);
    }

    private void labels(String study) throws IOException {
        var path = "%s/%s/labels".formatted(STUDIES, study);
        var annotator = Part.json("labels", "{\"annotator\":\"reader-1\"}");
        var sound = Part.bytes("file", PATIENT + ".nii", SyntheticVolume.labels(24, 1, RANDOM));
        expect(201, client.send(path, List.of(annotator, sound)));
        var unknownClass = Part.bytes("file", PATIENT + ".nii", SyntheticVolume.labels(24, 3, RANDOM));
        refused(client.send(path, List.of(annotator, unknownClass)));
        refused(client.send(path, List.of(annotator, Part.bytes("Zebrafink", PATIENT, IMAGE))));
        refused(client.send(path, List.of(Part.json("labels", "{\"Zebrafink\":"), sound)));
    }

    private void questions() throws IOException {
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
    private void outages() throws IOException {
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

    private String names(String patient, String study, String more) {
        return "{\"patient\":\"%s\",\"study\":\"%s\"%s}".formatted(patient, study, more);
    }

    /** The file's name names the patient, too. */
    private Part image(String contrast, byte[] nifti) {
        return Part.bytes(contrast, PATIENT + ".nii", nifti);
    }

    private Answer send(String json, Part... images) throws IOException {
        var parts = new ArrayList<>(List.of(Part.json("study", json)));
        parts.addAll(List.of(images));
        return keep(client.send(STUDIES, parts));
    }

    private void expect(int status, Answer answer) {
        assertThat(keep(answer).status()).as(answer.text()).isEqualTo(status);
    }

    /** As what, the tests of the service say. */
    private void refused(Answer answer) {
        assertThat(keep(answer).status()).as(answer.text()).isBetween(400, 499);
    }

    private Answer keep(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isNotEqualTo(500);
        answers.add(answer);
        return answer;
    }
}
