package io.scanloop.eval.judge;

import io.scanloop.events.ObjectRef;
import io.scanloop.storage.LostObjectException;
import io.scanloop.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The bytes that a reference names, held against its SHA-256 when they have been read. */
final class CheckedStream extends DigestInputStream {
    private final ObjectRef reference;

    private CheckedStream(InputStream bytes, MessageDigest digest, ObjectRef reference) {
        super(bytes, digest);
        this.reference = reference;
    }

    static CheckedStream open(ObjectStore store, ObjectRef reference) {
        try {
            return new CheckedStream(store.open(reference.key()), MessageDigest.getInstance("SHA-256"), reference);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every platform has SHA-256", e);
        }
    }

    /**
     * Reads what is left and compares.
     *
     * @throws LostObjectException when these are not the bytes that were stored
     */
    void verify() throws IOException {
        transferTo(OutputStream.nullOutputStream());
        var found = HexFormat.of().formatHex(getMessageDigest().digest());
        if (!found.equals(reference.sha256())) {
            throw new LostObjectException("%s must have the SHA-256 %s, has %s: the object was altered"
                    .formatted(reference.key(), reference.sha256(), found));
        }
    }
}
