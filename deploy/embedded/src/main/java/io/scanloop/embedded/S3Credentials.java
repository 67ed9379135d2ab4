package io.scanloop.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * What a client of the embedded store signs its requests with.
 *
 * @param accessKey names the client; not secret
 * @param secretKey never logged, never part of a message
 */
public record S3Credentials(String accessKey, String secretKey) {
    private static final String FILE = "credentials";
    private static final SecureRandom RANDOM = new SecureRandom();

    public S3Credentials {
        if (accessKey.isBlank() || secretKey.isBlank()) {
            throw new IllegalArgumentException("access key and secret key must both be set: leave both out to have "
                    + "them drawn at random and kept in the data folder");
        }
    }

    /**
     * The credentials of a data folder: read when it has some, else drawn at random and written where only the owner
     * can read them.
     */
    public static S3Credentials keptIn(Path folder) {
        var file = folder.resolve(FILE);
        try {
            if (Files.notExists(file)) {
                write(file, new S3Credentials("scanloop-" + randomHex(6), randomHex(24)));
            }
            return read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot keep the store's credentials in %s: make the folder writable".formatted(file), e);
        }
    }

    private static S3Credentials read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() != 2) {
            throw new IOException(
                    "expected two lines, access key and secret key, got %d in %s: delete the file to have new ones drawn"
                            .formatted(lines.size(), file));
        }
        return new S3Credentials(lines.get(0), lines.get(1));
    }

    /** Whole or not at all: a start that was killed here leaves nothing that the next one would trip over. */
    private static void write(Path file, S3Credentials credentials) throws IOException {
        var folder = Files.createDirectories(file.toAbsolutePath().getParent());
        var draft = Files.createTempFile(folder, FILE, ".new", ownerOnly());
        Files.write(draft, List.of(credentials.accessKey, credentials.secretKey));
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, file);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
    }

    private static String randomHex(int bytes) {
        var random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    @Override
    public String toString() {
        return "S3Credentials[accessKey=%s, secretKey=***]".formatted(accessKey);
    }
}
