package io.scanloop.storage.layout;

import java.util.regex.Pattern;

/**
 * The forms of the names from which object keys are built. Each method returns its argument or throws
 * {@link IllegalArgumentException}, so that nothing a sender wrote reaches a key unchecked.
 */
public final class Names {
    private static final Pattern PROJECT = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern CONTRAST = Pattern.compile("[A-Za-z][A-Za-z0-9_+-]{0,31}");
    private static final Pattern PATIENT = Pattern.compile("[a-z2-7]{16}");
    private static final Pattern STUDY = Pattern.compile("[a-z2-7]{16}-[a-z2-7]{16}");
    private static final Pattern TOKEN = Pattern.compile("[a-z0-9][a-z0-9-]{0,79}");
    private static final Pattern FILE = Pattern.compile("[a-z0-9][a-z0-9-]{0,79}(\\.[a-z0-9]{1,16}){1,2}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private Names() {}

    /** A project: lower-case words of letters and digits joined by single hyphens, at most 40 characters. */
    public static String project(String name) {
        return check(isProject(name), name, "a project name", "lower-case words joined by hyphens, like brain-mr");
    }

    public static boolean isProject(String name) {
        return name.length() <= 40 && PROJECT.matcher(name).matches();
    }

    /** A contrast: a letter, then letters, digits, {@code _ + -}, at most 32 characters. */
    public static boolean isContrast(String name) {
        return CONTRAST.matcher(name).matches();
    }

    /** A patient's pseudonym: 16 characters of base 32 (80 bits). */
    public static String patient(String pseudonym) {
        return check(PATIENT.matcher(pseudonym).matches(), pseudonym, "a patient key", "16 characters a-z, 2-7");
    }

    public static boolean isPatient(String pseudonym) {
        return PATIENT.matcher(pseudonym).matches();
    }

    /** A study's id begins with its patient's pseudonym, so the id alone leads to the study's objects. */
    public static String patientOf(String study) {
        return check(isStudy(study), study, "a study id", "patient key, hyphen, 16 characters")
                .substring(0, 16);
    }

    public static boolean isStudy(String id) {
        return STUDY.matcher(id).matches();
    }

    static String token(String token) {
        return check(isToken(token), token, "an id", "at most 80 of a-z, 0-9 and hyphen");
    }

    public static boolean isToken(String token) {
        return TOKEN.matcher(token).matches();
    }

    /** A file of an attempt: lower-case words with an extension or two, like {@code weights-0.safetensors}. */
    static String file(String name) {
        return check(FILE.matcher(name).matches(), name, "a file name", "like weights-0.safetensors");
    }

    static String sha256(String digest) {
        return check(SHA_256.matcher(digest).matches(), digest, "a SHA-256", "64 lower-case hexadecimal digits");
    }

    private static String check(boolean holds, String value, String what, String form) {
        if (!holds) {
            // what came is not repeated: it may be a person's name
            throw new IllegalArgumentException("%s must be %s, got something else".formatted(what, form));
        }
        return value;
    }
}
