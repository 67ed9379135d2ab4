package io.scanloop.ingest;

import io.scanloop.ingest.Refusal.Kind;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The form of what a sender says of a study. No message repeats a name. */
final class StudyRequestRules {
    private static final int NAME_LENGTH = 256;
    private static final int ATTRIBUTES = 32;
    private static final Pattern ATTRIBUTE = Pattern.compile("[a-zA-Z][a-zA-Z0-9_-]{0,31}");

    private StudyRequestRules() {}

    static void check(StudyRequest request, Set<String> contrasts) {
        name(request.patient());
        name(request.study());
        if (contrasts.isEmpty()) {
            throw RefusedException.of(
                    Kind.INVALID,
                    "no-volumes",
                    "one file part per contrast, at least one",
                    "no file",
                    "add a part whose name is the contrast and whose body is the NIfTI file");
        }
        var attributes = request.attributes();
        if (attributes != null) {
            boolean isTooMuch = attributes.size() > ATTRIBUTES
                    || attributes.values().stream().anyMatch(v -> v == null || v.length() > NAME_LENGTH);
            if (isTooMuch
                    || !attributes.keySet().stream()
                            .allMatch(k -> ATTRIBUTE.matcher(k).matches())) {
                throw RefusedException.of(
                        Kind.INVALID,
                        "bad-attributes",
                        "at most %d attributes, keys of letters, digits, _ and -, values of at most %d characters"
                                .formatted(ATTRIBUTES, NAME_LENGTH),
                        "others",
                        "send what a model may be judged by: sex, age band, site, scanner");
            }
        }
    }

    /** A name that can stand for a patient or a study. */
    static String name(@Nullable String name) {
        if (name == null || name.isBlank() || name.length() > NAME_LENGTH) {
            throw RefusedException.of(
                    Kind.INVALID,
                    "bad-name",
                    "a patient and a study, each named with 1 to %d characters".formatted(NAME_LENGTH),
                    name == null || name.isBlank() ? "none" : name.length() + " characters",
                    "fill in both \"patient\" and \"study\" of the JSON part");
        }
        return name;
    }
}
