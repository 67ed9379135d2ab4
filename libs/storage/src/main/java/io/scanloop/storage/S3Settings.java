package io.scanloop.storage;

import java.net.URI;
import java.time.Duration;

/**
 * Where an S3 store is and how to speak to it.
 *
 * @param endpoint scheme, host and port only, for example {@code http://127.0.0.1:9000}
 * @param bucket created when missing
 * @param accessKey names the client
 * @param secretKey signs; in no message and no log line
 * @param region as the store knows it; {@code us-east-1} where a store has none
 * @param partSize bytes per part of a multipart upload and most bytes that a put from a stream holds in memory; 5 MiB to
 *     64 MiB
 * @param singlePut a file up to this many bytes goes in one request, straight from disk; a larger one goes in parts; at
 *     most 5 GiB
 * @param connectTimeout a store that does not take a connection for this long counts as unreachable
 * @param answerTimeout a store that neither takes nor gives a byte for this long counts as hung
 * @param retries further attempts after a connection failure or an answer of 5xx; no attempt starts later than eight
 *     seconds after the first
 */
public record S3Settings(
        URI endpoint,
        String bucket,
        String accessKey,
        String secretKey,
        String region,
        int partSize,
        long singlePut,
        Duration connectTimeout,
        Duration answerTimeout,
        int retries) {
    private static final long MIB = 1L << 20;

    public S3Settings {
        if (endpoint.getHost() == null
                || !(endpoint.getPath().isEmpty() || endpoint.getPath().equals("/"))) {
            throw new IllegalArgumentException(
                    "endpoint must be scheme, host and port like http://127.0.0.1:9000, got " + endpoint);
        }
        if (!bucket.matches("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")) {
            throw new IllegalArgumentException(
                    "bucket must be 3 to 63 lower-case letters, digits and hyphens, got '%s'".formatted(bucket));
        }
        if (accessKey.isBlank() || secretKey.isBlank()) {
            throw new IllegalArgumentException("access key and secret key of the object store must be set");
        }
        if (partSize < 5 * MIB || partSize > 64 * MIB) {
            throw new IllegalArgumentException("part size must be 5 MiB to 64 MiB, got %d bytes".formatted(partSize));
        }
        if (singlePut < 0 || singlePut > 5 * 1024 * MIB) {
            throw new IllegalArgumentException("a single put must be at most 5 GiB, got %d bytes".formatted(singlePut));
        }
        if (retries < 0 || connectTimeout.isNegative() || answerTimeout.isNegative()) {
            throw new IllegalArgumentException("retries and timeouts must not be negative");
        }
    }

    /** Everything but place and credentials at its default: parts of 16 MiB, files up to 1 GiB in one request. */
    public static S3Settings of(String endpoint, String bucket, String accessKey, String secretKey) {
        return new S3Settings(
                URI.create(endpoint),
                bucket,
                accessKey,
                secretKey,
                "us-east-1",
                (int) (16 * MIB),
                1024 * MIB,
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                4);
    }

    /** The same with other limits on parts. */
    public S3Settings withParts(int newPartSize, long newSinglePut) {
        return new S3Settings(
                endpoint,
                bucket,
                accessKey,
                secretKey,
                region,
                newPartSize,
                newSinglePut,
                connectTimeout,
                answerTimeout,
                retries);
    }

    @Override
    public String toString() {
        return "S3Settings[endpoint=%s, bucket=%s, accessKey=%s, secretKey=***]".formatted(endpoint, bucket, accessKey);
    }
}
