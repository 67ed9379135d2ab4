package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.scanloop.cli.ScanloopClient.Acceptance;
import io.scanloop.cli.ScanloopClient.Replacement;
import io.scanloop.cli.StudyOutcome.Announcement;
import io.scanloop.cli.StudyOutcome.Placement;
import io.scanloop.cli.StudyOutcome.State;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings studies to the server, sending only files that it does not have. Doing it again, also after a crash of either
 * side, changes nothing.
 */
final class StudyUpload {
    private final ScanloopClient client;
    private final String project;
    private final Choices choices;

    /**
     * How to send.
     *
     * @param annotator who drew the labels; null takes the actor for new labels, and any annotator's as already there
     * @param replacement whether other content may replace a contrast
     * @param acceptance whether labels may be trained on at once
     */
    record Choices(@Nullable String annotator, String actor, Replacement replacement, Acceptance acceptance) {}

    StudyUpload(ScanloopClient client, String project, Choices choices) {
        this.client = client;
        this.project = project;
        this.choices = choices;
    }

    /**
     * What would have to be sent.
     *
     * @param stored the server's answer about the study; null when it has none
     * @param contrasts files of volumes that it lacks
     * @param storedLabels the label set that it has; null when there is none or labels are to be sent
     * @param sendsLabels whether it lacks the labels
     */
    record Plan(
            @Nullable JsonNode stored,
            Map<String, Path> contrasts,
            @Nullable JsonNode storedLabels,
            boolean sendsLabels) {
        /** For a study that the server has nothing of. */
        static Plan ofUnknown(StudyFolder study) {
            return new Plan(null, study.contrasts(), null, study.labels() != null);
        }

        boolean isEmpty() {
            return contrasts.isEmpty() && !sendsLabels;
        }
    }

    /** Compares a study with what the server has of it. */
    Plan plan(StudyFolder study) {
        var stored = client.lookUpStudy(project, study.patient(), study.name()).orElse(null);
        if (stored == null) {
            return Plan.ofUnknown(study);
        }
        var contrasts = new TreeMap<>(study.contrasts());
        if (!saysMoreThan(study, stored)) {
            contrasts.entrySet().removeIf(contrast -> {
                var object = stored.path("contrasts").path(contrast.getKey()).path("object");
                return isSame(contrast.getValue(), object);
            });
        }
        var labels = study.labels() == null
                ? null
                : storedLabels(stored.path("study").asText(), study.labels());
        return new Plan(stored, contrasts, labels, study.labels() != null && labels == null);
    }

    /**
     * Sends what the server lacks.
     *
     * @param meter is told of bytes as they are sent
     */
    StudyOutcome send(StudyFolder study, LongConsumer meter) {
        Plan plan;
        JsonNode answer;
        State volumes;
        Announcement announcement;
        try {
            plan = plan(study);
            if (plan.stored() != null && plan.contrasts().isEmpty()) {
                answer = plan.stored();
                volumes = State.UNCHANGED;
            } else {
                var body = Multipart.of("study", study.document(), plan.contrasts());
                var sent = client.postStudy(project, body, choices.replacement(), meter);
                answer = sent.body();
                volumes = sent.status() == 200 ? State.UNCHANGED : State.STORED;
            }
            announcement = Announcement.of(answer);
        } catch (ProblemException e) {
            return StudyOutcome.withoutVolumes(study.name(), State.of(e), e.problem());
        }
        var placement = new Placement(
                answer.path("study").asText(),
                answer.path("patient").asText(),
                answer.path("split").asText());
        try {
            var labels = sendLabels(study, plan, placement.id(), meter);
            return new StudyOutcome(study.name(), volumes, labels, placement, announcement, List.of());
        } catch (ProblemException e) {
            return new StudyOutcome(
                    study.name(), volumes, State.of(e), placement, announcement, List.of(ofLabels(e.problem())));
        }
    }

    /** Whether the sender names a side or an attribute that the server has otherwise: only sending it will tell. */
    private static boolean saysMoreThan(StudyFolder study, JsonNode stored) {
        if (study.split() != null && !study.split().equals(stored.path("split").asText())) {
            return true;
        }
        return study.attributes().properties().stream()
                .anyMatch(attribute -> !attribute
                        .getValue()
                        .asText()
                        .equals(stored.path("attributes")
                                .path(attribute.getKey())
                                .asText()));
    }

    private State sendLabels(StudyFolder study, Plan plan, String id, LongConsumer meter) {
        var file = study.labels();
        if (file == null) {
            return State.ABSENT;
        }
        var stored = plan.storedLabels();
        if (stored != null) {
            if (choices.acceptance() == Acceptance.AT_ONCE
                    && stored.path("status").asText().equals("stored")) {
                client.acceptLabels(project, id, stored.path("labels").asText());
            }
            return State.UNCHANGED;
        }
        var annotator = choices.annotator() == null ? choices.actor() : choices.annotator();
        var body = Multipart.of("labels", Json.object().put("annotator", annotator), Map.of("file", file));
        var sent = client.postLabels(project, id, body, choices.acceptance(), meter);
        return sent.status() == 200 ? State.UNCHANGED : State.STORED;
    }

    private @Nullable JsonNode storedLabels(String id, Path file) {
        for (var labels : labelsOf(id)) {
            var annotator = choices.annotator();
            var isHis = annotator == null
                    || annotator.equals(labels.path("annotator").asText());
            if (isHis && isSame(file, labels.path("object"))) {
                return labels;
            }
        }
        return null;
    }

    private JsonNode labelsOf(String id) {
        try {
            return client.labels(project, id).path("items");
        } catch (ProblemException e) {
            if (e.httpStatus() == 404) {
                return Json.array(); // that replica has not heard of the study yet; what it has already it will say
            }
            throw e;
        }
    }

    private static boolean isSame(Path file, JsonNode object) {
        return !(object instanceof MissingNode)
                && object.path("size").asLong(-1) == StudyFolder.size(file)
                && object.path("sha256").asText().equalsIgnoreCase(sha256(file));
    }

    static String sha256(Path file) {
        try (var bytes = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            bytes.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(bytes.getMessageDigest().digest());
        } catch (IOException e) {
            throw ProblemException.unreadable(file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Problem ofLabels(Problem problem) {
        return problem.reasons().isEmpty()
                ? new Problem(
                        problem.code(),
                        problem.message(),
                        problem.expected(),
                        problem.actual(),
                        problem.action(),
                        List.of(new Problem.Reason(problem.code(), "labels", problem.message())))
                : problem;
    }
}
