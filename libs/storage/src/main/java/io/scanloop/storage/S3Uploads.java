package io.scanloop.storage;

import io.minio.AbortMultipartUploadArgs;
import io.minio.Checksum;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.Http;
import io.minio.PutObjectAPIArgs;
import io.minio.UploadPartArgs;
import io.minio.messages.ListMultipartUploadsResult;
import io.minio.messages.Part;
import io.scanloop.events.ObjectRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts of any size with bounded memory: a file goes straight from disk, a stream through one buffer.
 *
 * <p>Bodies are sent unsigned, so that the server need not hold them to check a signature, and guarded by a checksum
 * that it compares.
 */
final class S3Uploads {
    /** S3 takes this many parts per upload. */
    private static final int MOST_PARTS = 10_000;

    private final S3Bucket bucket;

    S3Uploads(S3Bucket bucket) {
        this.bucket = bucket;
    }

    ObjectRef put(String key, Path path) {
        try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
            return put(key, file);
        } catch (IOException e) {
            throw bucket.failure("put " + key, "the file %s cannot be read (%s)".formatted(path, e.getMessage()), e);
        }
    }

    private ObjectRef put(String key, FileChannel file) throws IOException {
        long size = file.size();
        Parts slices = (offset, length, before) -> new FileSlice(file, offset, length, size, before);
        return size > bucket.settings().singlePut() ? inParts(key, size, slices) : whole(key, size, slices);
    }

    ObjectRef put(String key, InputStream bytes, long size) {
        try {
            var buffer = new byte[(int) Math.min(partSize(size), size)];
            Parts reads = (offset, length, before) -> new HeldBytes(bytes, buffer, (int) length, before);
            return size > buffer.length ? inParts(key, size, reads) : whole(key, size, reads);
        } catch (IOException e) {
            throw bucket.failure("put " + key, "its bytes cannot be read (%s)".formatted(e.getMessage()), e);
        }
    }

    /** Where the bodies of one object come from, asked for in their order. */
    private interface Parts {
        Body next(long offset, long length, MessageDigest before) throws IOException;
    }

    private ObjectRef whole(String key, long size, Parts source) throws IOException {
        var body = source.next(0, size, Sha256.digest());
        bucket.calls()
                .call(
                        "put " + key,
                        () -> bucket.client()
                                .putObject(bucket.at(key, PutObjectAPIArgs.builder())
                                        .buffer(body)
                                        .headers(guards(body.checksum()))
                                        .build()));
        return new ObjectRef(key, Sha256.hex(body.sent().digest()), size);
    }

    private ObjectRef inParts(String key, long size, Parts source) throws IOException {
        var mark = PutMark.random();
        var upload = begin(key, mark);
        try {
            var parts = new ArrayList<Part>();
            var digest = Sha256.digest();
            long partSize = partSize(size);
            for (long offset = 0; offset < size; offset += partSize) {
                var body = source.next(offset, Math.min(partSize, size - offset), digest);
                parts.add(sendPart(key, upload, parts.size() + 1, body));
                digest = body.sent();
            }
            complete(key, upload, parts, mark);
            return new ObjectRef(key, Sha256.hex(digest.digest()), size);
        } catch (IOException | RuntimeException e) {
            abort(key, upload, e);
            throw e;
        }
    }

    private String begin(String key, PutMark mark) {
        return bucket.calls()
                .call(
                        "put " + key,
                        () -> bucket.client()
                                .createMultipartUpload(bucket.at(key, CreateMultipartUploadArgs.builder())
                                        .headers(mark.header())
                                        .build()))
                .result()
                .uploadId();
    }

    private Part sendPart(String key, String upload, int number, Body body) {
        var part = bucket.calls()
                .call(
                        "put part %d of %s".formatted(number, key),
                        () -> bucket.client()
                                .uploadPart(bucket.at(key, UploadPartArgs.builder())
                                        .uploadId(upload)
                                        .partNumber(number)
                                        .buffer(body)
                                        .headers(guards(body.checksum()))
                                        .build()))
                .part();
        return new Part(number, part.etag());
    }

    /** An upload that is gone when completion is tried again was completed by the attempt whose answer was lost. */
    private void complete(String key, String upload, List<Part> parts, PutMark mark) {
        var condition = bucket.calls()
                .conditional(
                        "complete " + key,
                        () -> bucket.client()
                                .completeMultipartUpload(bucket.at(key, CompleteMultipartUploadArgs.builder())
                                        .uploadId(upload)
                                        .parts(parts.toArray(new Part[0]))
                                        .build()));
        if (condition != S3Calls.Condition.HELD && !mark.isOn(bucket, key)) {
            throw bucket.failure("complete " + key, "its parts are gone from the store: put it again");
        }
    }

    /** So that the parts take no room; where this fails too, a lifecycle rule of the bucket has to. */
    private void abort(String key, String upload, Exception failure) {
        try {
            abort(key, upload);
        } catch (ObjectStoreException e) {
            failure.addSuppressed(e);
        }
    }

    private void abort(String key, String upload) {
        var arguments = bucket.at(key, AbortMultipartUploadArgs.builder())
                .uploadId(upload)
                .build();
        bucket.calls()
                .find(
                        "abort the upload of " + key,
                        "NoSuchUpload",
                        () -> bucket.client().abortMultipartUpload(arguments));
    }

    /** Ends the uploads of all keys that begin with the prefix, those under way too. */
    void abortAll(String prefix) {
        ListMultipartUploadsResult page;
        do {
            page = bucket.uploads(prefix);
            page.uploads().forEach(upload -> abort(upload.objectName(), upload.uploadId()));
        } while (page.isTruncated());
    }

    private static Http.Headers guards(int checksum) {
        return new Http.Headers(
                Http.Headers.X_AMZ_CONTENT_SHA256,
                Checksum.UNSIGNED_PAYLOAD,
                "x-amz-checksum-crc32c",
                Digests.header(checksum));
    }

    /** The setting, or more where the object would have too many parts: beyond 160 GiB with parts of 16 MiB. */
    private int partSize(long size) {
        return Math.toIntExact(Math.max(bucket.settings().partSize(), (size + MOST_PARTS - 1) / MOST_PARTS));
    }
}
