package io.scanloop.imaging;

import java.nio.charset.StandardCharsets;

/** Names the files that are sent by mistake, so that their sender knows what to do. */
final class ForeignFormat {
    private static final int DICOM_PREAMBLE = 128;

    private ForeignFormat() {}

    /**
     * Returns if the bytes begin a NIfTI header.
     *
     * @param bytes the decoded file from its beginning
     * @param count how many of them are there; less than {@value RawHeader#SIZE_1} only when the file ends there
     */
    static void refuse(byte[] bytes, int count) throws InvalidVolumeException {
        if (count == 0) {
            throw refusal("empty-file", "nothing: the file is empty", "copy or export it again");
        }
        if (begins(bytes, DICOM_PREAMBLE, "DICM")) {
            throw refusal("dicom-file", "a DICOM file", "convert the whole series to NIfTI, for example with dcm2niix");
        }
        if (begins(bytes, 0, "PK\3\4")
                || begins(bytes, 0, "BZh")
                || begins(bytes, 1, "7zXZ")
                || begins(bytes, 1, "\u00b5/\u00fd")) {
            throw refusal(
                    "compression-unsupported", "a file in another compression than gzip", "decompress it, or use gzip");
        }
        if (count >= RawHeader.SIZE_1 && RawHeader.versionOf(bytes).isPresent()) {
            return;
        }
        if (count >= RawHeader.SIZE_1 && RawHeader.isSize(bytes, RawHeader.SIZE_1)) {
            throw refusal(
                    "analyze-file",
                    "an Analyze 7.5 file, or a NIfTI file with a damaged magic",
                    "convert it to NIfTI: Analyze does not say which side is left");
        }
        boolean begunWell =
                count >= 4 && (RawHeader.isSize(bytes, RawHeader.SIZE_1) || RawHeader.isSize(bytes, RawHeader.SIZE_2));
        if (count < RawHeader.SIZE_1 && begunWell) {
            return; // the reader says that it is truncated
        }
        throw refusal(
                "not-nifti",
                "%s bytes of something else".formatted(count < RawHeader.SIZE_1 ? "" + count : "the"),
                "send .nii or .nii.gz files");
    }

    private static InvalidVolumeException refusal(String code, String actual, String action) {
        return new InvalidVolumeException(code, "a NIfTI-1 or NIfTI-2 file", actual, action);
    }

    private static boolean begins(byte[] bytes, int at, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
