package io.scanloop.storage;

import io.minio.ByteBuffer;
import java.security.MessageDigest;

/**
 * The body of a request that may be tried more than once, with what is known of it.
 *
 * <p>The client takes bodies as buffers of its own kind; these hold no copy in it.
 */
abstract class Body extends ByteBuffer {
    Body(long length) {
        super(length);
    }

    /** CRC-32C of the bytes, which the store compares with what arrives. */
    abstract int checksum();

    /** SHA-256 of everything sent up to the end of this body, once it has been sent. */
    abstract MessageDigest sent();
}
