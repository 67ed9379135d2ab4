package io.scanloop.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The one secret of an installation, 256 bits in a file that only its owner reads. All pseudonyms come from it: who
 * loses it can no longer tell which study belongs to a patient seen before.
 */
public final class InstallationKey {
    private static final int BYTES = 32;
    private static final HexFormat HEX = HexFormat.of();
    private final byte[] secret;

    /** Takes a secret of 32 bytes. */
    public InstallationKey(byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException(
                    "an installation key has %d bytes, got %d".formatted(BYTES, secret.length));
        }
        this.secret = secret.clone();
    }

    /** Reads the key from its file; makes the file with a new random key when there is none. */
    public static InstallationKey in(Path file) {
        try {
            if (Files.notExists(file)) {
                create(file);
            }
            return new InstallationKey(HEX.parseHex(Files.readString(file).strip()));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "%s must hold the installation key as 64 hexadecimal digits: restore it from its backup"
                            .formatted(file),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("the installation key %s cannot be read or made".formatted(file), e);
        }
    }

    private static void create(Path file) throws IOException {
        var secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        Files.createDirectories(file.toAbsolutePath().getParent());
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "key", ".tmp", ownerOnly);
        try {
            Files.writeString(fresh, HEX.formatHex(secret) + "\n", StandardOpenOption.SYNC);
            Files.createLink(file, fresh); // whole or not at all, and never over a key that another process just made
        } catch (FileAlreadyExistsException e) {
            // another process made the key in this moment: it is read like any other
            return;
        } finally {
            Files.delete(fresh);
        }
    }

    /** Tells keys apart without telling the key: 16 hexadecimal digits. */
    public String id() {
        return HEX.formatHex(derive("key id"), 0, 8);
    }

    /**
     * A key for one purpose, by HKDF-SHA-256 (RFC 5869; one output block, no salt).
     *
     * @param purpose names the use; different purposes give independent keys
     * @return 32 bytes
     */
    byte[] derive(String purpose) {
        var pseudorandom = hmac(new byte[BYTES], secret);
        var info = ("scanloop " + purpose).getBytes(StandardCharsets.UTF_8);
        var block = new byte[info.length + 1];
        System.arraycopy(info, 0, block, 0, info.length);
        block[info.length] = 1;
        return hmac(pseudorandom, block);
    }

    static byte[] hmac(byte[] key, byte[] message) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}
