package io.scanloop.trials;

import io.scanloop.bench.rig.Answer;
import io.scanloop.bench.rig.IntakeClient;
import io.scanloop.bench.rig.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends a cohort from parallel senders, each insisting until it has an answer, and notes what was acknowledged. */
final class CohortUpload {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int SENDERS = 4;

    final Set<Revision> revisions = ConcurrentHashMap.newKeySet();
    final Set<LabelSet> labelSets = ConcurrentHashMap.newKeySet();
    /** By patient's pseudonym: every side that any answer named. */
    final Map<String, Set<String>> sides = new ConcurrentHashMap<>();
    /** By study's id: the file that was sent for each contrast. */
    final Map<String, SortedMap<String, Path>> files = new ConcurrentHashMap<>();
    /** How often each status was answered. */
    final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();

    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger attempts = new AtomicInteger();
    private final IntakeClient client;
    private final String project;
    private final Runnable requestBegins;

    record Revision(String study, int number) {}

    record LabelSet(String study, String labels) {}

    CohortUpload(IntakeClient client, String project, Runnable requestBegins) {
        this.client = client;
        this.project = project;
        this.requestBegins = requestBegins;
    }

    /** How many requests {@link #send} makes: every second study of several contrasts comes in two parts. */
    static int requests(Cohort cohort) {
        int requests = 0;
        for (int i = 0; i < cohort.studies().size(); i++) {
            var study = cohort.studies().get(i);
            requests += deliveries(study, i).size() + study.labels().size();
        }
        return requests;
    }

    void send(Cohort cohort) throws InterruptedException, ExecutionException {
        var senders = Executors.newFixedThreadPool(SENDERS);
        try {
            var sent = new ArrayList<Future<?>>();
            for (int i = 0; i < cohort.studies().size(); i++) {
                int number = i;
                sent.add(senders.submit(() -> {
                    send(cohort.studies().get(number), number);
                    return null;
                }));
            }
            for (var one : sent) {
                one.get();
            }
        } finally {
            senders.shutdownNow();
        }
    }

    private static List<SortedMap<String, Path>> deliveries(Cohort.Study study, int number) {
        var images = study.images();
        return number % 2 == 0 && images.size() > 1
                ? List.of(new TreeMap<>(images).headMap(images.lastKey()), images)
                : List.of(images);
    }

    private void send(Cohort.Study study, int number) throws IOException {
        var id = "";
        for (var images : deliveries(study, number)) {
            var parts = new ArrayList<Part>();
            parts.add(Part.json(
                    "study", "{\"patient\":\"%s\",\"study\":\"%s\"}".formatted(study.patient(), study.name())));
            for (var image : images.entrySet()) {
                parts.add(Part.file(image.getKey(), image.getValue()));
            }
            var answer = acknowledged("/studies", parts).body();
            id = answer.path("study").asText();
            revisions.add(new Revision(id, answer.path("revision").asInt()));
            files.put(id, images);
            sides.computeIfAbsent(answer.path("patient").asText(), patient -> ConcurrentHashMap.newKeySet())
                    .add(answer.path("split").asText());
        }
        for (var labels : study.labels()) {
            var parts = List.of(Part.json("labels", "{\"annotator\":\"reader-1\"}"), Part.file("file", labels));
            var answer = acknowledged("/studies/%s/labels?accept=true".formatted(id), parts);
            labelSets.add(new LabelSet(id, answer.body().path("labels").asText()));
        }
    }

    private Answer acknowledged(String path, List<Part> parts) {
        requests.incrementAndGet();
        requestBegins.run();
        var answer = IntakeClient.insist(
                () -> {
                    attempts.incrementAndGet();
                    return client.send("/api/v1/projects/" + project + path, parts);
                },
                PATIENCE);
        if (!answer.isAcknowledged()) {
            throw new AssertionError("a sound upload was refused: %d %s".formatted(answer.status(), answer.text()));
        }
        statuses.computeIfAbsent(answer.status(), status -> new AtomicInteger()).incrementAndGet();
        return answer;
    }
}
