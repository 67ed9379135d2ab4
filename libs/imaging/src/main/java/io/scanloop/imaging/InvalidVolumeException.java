package io.scanloop.imaging;

import java.io.IOException;

/**
 * A file is not a volume that can be trusted: the fault lies in the file, not in the disk or the network, and reading
 * it again will not help.
 *
 * <p>The code is stable and meant for programs: {@code empty-file}, {@code not-a-file}, {@code not-nifti},
 * {@code dicom-file}, {@code analyze-file}, {@code cifti-file}, {@code compression-unsupported}, {@code gzip-corrupt},
 * {@code truncated}, {@code trailing-data}, {@code line-ends-altered}, {@code pair-incomplete},
 * {@code dimensions-invalid}, {@code too-large}, {@code datatype-unsupported}, {@code data-offset-invalid},
 * {@code intercept-not-finite}, {@code quaternion-invalid}, {@code affine-not-finite}; and where one volume in patient
 * space is wanted: {@code not-3d}, {@code not-scalar}, {@code unit-not-mm}, {@code affine-singular}.
 */
public final class InvalidVolumeException extends IOException {
    private static final long serialVersionUID = 1;

    private final String code;
    private final String expected;
    private final String actual;
    private final String action;

    /**
     * @param code stable, in kebab case
     * @param expected what a good file has, as a noun phrase
     * @param actual what this file has
     * @param action what its sender can do
     */
    public InvalidVolumeException(String code, String expected, String actual, String action) {
        super("expected %s, got %s: %s".formatted(expected, actual, action));
        this.code = code;
        this.expected = expected;
        this.actual = actual;
        this.action = action;
    }

    public String code() {
        return code;
    }

    public String expected() {
        return expected;
    }

    public String actual() {
        return actual;
    }

    public String action() {
        return action;
    }
}
