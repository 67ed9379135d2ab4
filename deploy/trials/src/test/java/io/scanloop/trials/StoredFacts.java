package io.scanloop.trials;

import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.LabelManifest;
import io.scanloop.storage.layout.PatientRecord;
import io.scanloop.storage.layout.StudyManifest;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What the store holds of a project, found by walking its keys. */
record StoredFacts(
        List<StudyManifest> studies, List<LabelManifest> labels, List<PatientRecord> patients, List<String> accepted) {
    private static final int PAGE = 1000;

    static StoredFacts read(ObjectStore store, String project) {
        var keys = keys(store, "projects/" + project + "/patients/");
        return new StoredFacts(
                documents(store, keys, "/studies/[^/]+/r\\d+\\.json$", StudyManifest.class),
                documents(store, keys, "/labels/l\\d+\\.json$", LabelManifest.class),
                documents(store, keys, "/patient\\.json$", PatientRecord.class),
                keys.stream().filter(matches("/labels/l\\d+-accepted\\.json$")).toList());
    }

    private static <D> List<D> documents(ObjectStore store, List<String> keys, String form, Class<D> type) {
        return keys.stream()
                .filter(matches(form))
                .map(key -> Documents.read(store, key, type).orElseThrow())
                .toList();
    }

    private static Predicate<String> matches(String form) {
        return Pattern.compile(form).asPredicate();
    }

    /** All keys with a prefix. */
    static List<String> keys(ObjectStore store, String prefix) {
        var keys = new ArrayList<String>();
        var page = store.list(prefix, "", PAGE);
        while (!page.isEmpty()) {
            keys.addAll(page);
            page = store.list(prefix, page.get(page.size() - 1), PAGE);
        }
        return keys;
    }

    /** SHA-256 of an object's bytes as the store gives them now. */
    static String sha256(ObjectStore store, String key) throws IOException {
        try (var bytes = new DigestInputStream(store.open(key), MessageDigest.getInstance("SHA-256"))) {
            bytes.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(bytes.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
