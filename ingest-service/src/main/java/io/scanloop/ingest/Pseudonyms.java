package io.scanloop.ingest;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Names of patients and studies become keys that say nothing: HMAC-SHA-256 under a key of the project, cut to 80 bits,
 * in base 32. Equal names give equal keys within a project; across projects they cannot be matched.
 */
public final class Pseudonyms {
    private static final String BASE_32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int CHARACTERS = 16;
    private final byte[] key;

    private Pseudonyms(byte[] key) {
        this.key = key;
    }

    /** The pseudonyms of one project. */
    public static Pseudonyms of(InstallationKey installation, String project) {
        return new Pseudonyms(installation.derive("pseudonyms of project " + project));
    }

    /**
     * The key of a patient: 16 characters.
     *
     * @param name as the sender writes it; case, outer blanks and the way accents are encoded do not matter
     */
    public String patient(String name) {
        return pseudonym("patient\0" + canonical(name).toLowerCase(Locale.ROOT));
    }

    /**
     * The id of a study: the patient's key, a hyphen, 16 characters.
     *
     * @param patient the patient's key
     * @param name the sender's name for the study; outer blanks and the way accents are encoded do not matter
     */
    public String study(String patient, String name) {
        return patient + "-" + pseudonym("study\0" + patient + "\0" + canonical(name));
    }

    /** First the Unicode form, then the blanks: the form turns some characters into blanks. */
    private static String canonical(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).strip();
    }

    private String pseudonym(String message) {
        var digest = InstallationKey.hmac(key, message.getBytes(StandardCharsets.UTF_8));
        var text = new StringBuilder(CHARACTERS);
        for (int i = 0; i < CHARACTERS; i++) {
            int bit = i * 5;
            int pair = (digest[bit / 8] & 0xff) << 8 | (digest[bit / 8 + 1] & 0xff);
            text.append(BASE_32.charAt(pair >>> (11 - bit % 8) & 31));
        }
        return text.toString();
    }
}
