package io.scanloop.imaging;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A volume in two files, told by their names: {@code .hdr} and {@code .img}, each possibly compressed.
 *
 * @param header the file of the header
 * @param image the file of the voxels
 */
record FilePair(Path header, Path image) {
    static boolean isNamedLikeOne(Path path) {
        return isNamed(path, "hdr") || isNamed(path, "img");
    }

    /**
     * The pair to which a file belongs.
     *
     * @throws InvalidVolumeException if the other file is absent
     */
    static FilePair of(Path path) throws InvalidVolumeException {
        return isNamed(path, "hdr")
                ? new FilePair(path, partner(path, "hdr", "img"))
                : new FilePair(partner(path, "img", "hdr"), path);
    }

    private static boolean isNamed(Path path, String extension) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return name.endsWith("." + extension) || name.endsWith("." + extension + ".gz");
    }

    private static Path partner(Path path, String extension, String other) throws InvalidVolumeException {
        String name = path.getFileName().toString();
        int dot = name.toLowerCase(Locale.ROOT).lastIndexOf("." + extension);
        boolean isUpper = Character.isUpperCase(name.charAt(dot + 1));
        String partner = name.substring(0, dot + 1) + (isUpper ? other.toUpperCase(Locale.ROOT) : other);
        for (String candidate : new String[] {partner, partner + ".gz"}) {
            if (Files.exists(path.resolveSibling(candidate))) {
                return path.resolveSibling(candidate);
            }
        }
        throw new InvalidVolumeException(
                "pair-incomplete",
                "a pair of .hdr and .img",
                "no file " + partner,
                "keep both files in one folder, or convert them to one .nii file");
    }
}
